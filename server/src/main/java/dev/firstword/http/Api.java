package dev.firstword.http;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.Authenticator;
import dev.firstword.job.Jobs;
import dev.firstword.monitor.Metrics;
import dev.firstword.monitor.trace.Calls;
import dev.firstword.preparation.Lab;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.Problem;
import dev.firstword.retrieval.Library;
import dev.firstword.retrieval.Retriever;
import dev.firstword.turn.Turns;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The table of all routes. */
public final class Api {

  private Api() {}

  /**
   * What the routes stand on.
   *
   * @param localHosts the further names that a server which asks for no keys answers to; absent: it
   *     asks for keys, and answers to any name
   * @param longestBody of a chat request, in bytes
   * @param times how long those who talk to it are waited for
   * @param page the folder of the console's files
   * @param lab makes phases last longer, where that is allowed
   * @param pace of the simulated models, where the server has started them for itself
   * @param recordedTraces the share of the traces that begin here, from 0 to 1, to be recorded
   * @param calls hears of requests that are no turn, and for which turns will come
   * @param ready whether new turns are taken
   */
  public record Parts(
      Turns turns,
      Jobs jobs,
      ConversationStore conversations,
      Library library,
      Retriever retriever,
      Authenticator authenticator,
      Optional<Set<String>> localHosts,
      ExecutorService virtualThreads,
      int longestBody,
      HttpTimes times,
      Path page,
      String version,
      boolean simulated,
      List<Profile> profiles,
      List<String> models,
      Lab lab,
      Optional<SimulatedPace> pace,
      Metrics metrics,
      LatencyRoutes.Parts latency,
      double recordedTraces,
      Calls calls,
      BooleanSupplier ready) {}

  /** Builds the table. */
  public static Routes routes(Parts parts) {
    RequestBody.Limits bodies = new RequestBody.Limits(parts.longestBody, parts.times.body());
    Tracing tracing = new Tracing(parts.recordedTraces, parts.calls);
    Access access =
        new Access(parts.authenticator, parts.localHosts.isEmpty(), parts.virtualThreads);
    Routes routes =
        new Routes(
            new PageRoute(parts.page, parts.virtualThreads)::handle,
            parts
                .localHosts
                .map(HostGate::new)
                .<Function<Exchange, Optional<Problem>>>map(gate -> gate::refusal)
                .orElse(_ -> Optional.empty()));
    routes.add(
        HttpMethod.POST,
        "/api/chat/stream",
        new ChatRoute(parts.turns, access, bodies, parts.times, tracing)::handle);
    routes.add(
        HttpMethod.POST, "/api/prepare", new PrepareRoute(parts.turns, access, bodies)::handle);
    routes.add(HttpMethod.GET, "/metrics", new MetricsRoute(parts.metrics, access)::handle);
    new LatencyRoutes(parts.latency, access).addTo(routes);
    routes.add(
        HttpMethod.POST, "/api/vitals", new VitalsRoute(parts.latency.monitor(), access)::handle);
    routes.add(HttpMethod.GET, "/api/doctor/probe", new ProbeRoute(access, parts.times)::handle);
    new LabRoutes(parts.lab, parts.pace, access, bodies).addTo(routes);
    new TurnRoutes(parts.turns, access, parts.times).addTo(routes);
    new JobRoutes(parts.jobs, access, bodies, tracing).addTo(routes);
    new ConversationRoutes(parts.conversations, parts.turns, access).addTo(routes);
    new DocumentRoutes(parts.library, parts.retriever, access, parts.times).addTo(routes);
    new SearchRoute(parts.retriever, access, bodies).addTo(routes);
    new ServiceRoutes(
            new ServiceRoutes.About(
                parts.version,
                parts.simulated,
                parts.profiles,
                parts.models,
                parts.lab.isEnabled()),
            parts.ready)
        .addTo(routes);
    return routes;
  }
}
