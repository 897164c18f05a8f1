package dev.firstword.api;

import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.identity.Authenticator;
import dev.firstword.core.identity.limit.GrantedTurns;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.identity.token.UserTokens;
import dev.firstword.core.job.JobService;
import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.userdata.UserDataStore;
import dev.firstword.core.userdata.UserErasure;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.operations.trace.CallListener;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.DocumentSearch;
import dev.firstword.retrieval.DocumentService;
import dev.firstword.retrieval.Retriever;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/** Builds the table of all routes. */
public final class Api {

  private Api() {}

  /**
   * The services and settings that the routes use.
   *
   * @param userData everything that is stored of one user
   * @param erasure erases a user
   * @param userTokens issues tokens for pages; empty if the server has no secret to sign them with
   * @param localHosts additional host names for a server without authentication; empty if it
   *     requires credentials, and then accepts any host name
   * @param cors the pages of other origins that may use the API
   * @param maxBodyBytes the maximum size of a chat request in bytes, without its images and files
   * @param maxDirectBytes the maximum size of a request of a provider-compatible API in bytes
   * @param attachmentPolicy which images and files a request may have
   * @param timeouts the timeouts of the server
   * @param pageFolder the folder of the console's files
   * @param latencyInjector injects latency into phases, where enabled
   * @param simulatorSettings the settings of the simulated models, if the server runs the simulator
   *     itself
   * @param traceSamplingRate the fraction of new traces to sample, from 0 to 1
   * @param calls receives spans of requests that are not turns
   * @param readiness why no new turns are accepted; empty if they are
   */
  public record Dependencies(
      TurnService turns,
      DirectCalls directCalls,
      EarlyPreparation earlyPreparation,
      JobService jobs,
      ConversationStore conversations,
      AttachmentStore attachments,
      DocumentService library,
      Retriever retriever,
      UserDataStore userData,
      UserErasure erasure,
      Authenticator authenticator,
      Optional<UserTokens> userTokens,
      Optional<Set<String>> localHosts,
      CorsPolicy cors,
      ExecutorService virtualThreads,
      int maxBodyBytes,
      int maxDirectBytes,
      AttachmentPolicy attachmentPolicy,
      HttpTimeouts timeouts,
      Path pageFolder,
      String version,
      boolean simulated,
      List<Profile> profiles,
      List<String> models,
      LatencyInjector latencyInjector,
      Optional<SimulatorControl> simulatorSettings,
      Metrics metrics,
      LatencyRoutes.Dependencies latency,
      double traceSamplingRate,
      CallListener calls,
      Supplier<Optional<Problem>> readiness,
      Clock clock) {}

  /** Builds the table. */
  public static Routes routes(Dependencies dependencies) {
    RequestBodyReader.Limits bodyLimits =
        new RequestBodyReader.Limits(dependencies.maxBodyBytes, dependencies.timeouts.body());
    ChatBodyLimits chatLimits = ChatBodyLimits.of(bodyLimits, dependencies.attachmentPolicy);
    ChatRequestReader requests =
        new ChatRequestReader(dependencies.attachmentPolicy, dependencies.maxBodyBytes);
    RequestTracing tracing =
        new RequestTracing(dependencies.traceSamplingRate, dependencies.calls, dependencies.clock);
    RequestAuthorizer authorizer =
        new RequestAuthorizer(
            dependencies.authenticator,
            dependencies.localHosts.isEmpty(),
            dependencies.virtualThreads,
            new GrantedTurns(new InMemoryBucketStore(dependencies.clock::nanoTime)),
            new BodyBudget(BodyBudget.DEFAULT_BYTES),
            new BodyBudget(BodyBudget.DEFAULT_BYTES));
    Routes routes =
        new Routes(
            new StaticFileRoute(dependencies.pageFolder, dependencies.virtualThreads)::handle,
            dependencies
                .localHosts
                .map(hosts -> new DnsRebindingGuard(hosts, dependencies.cors))
                .<Function<RequestContext, Optional<Problem>>>map(guard -> guard::refusal)
                .orElse(_ -> Optional.empty()),
            dependencies.cors);
    routes.add(
        HttpMethod.POST,
        "/api/chat/stream",
        new ChatRoute(
                dependencies.turns,
                dependencies.earlyPreparation,
                authorizer,
                chatLimits,
                requests,
                dependencies.timeouts,
                tracing)
            ::handle);
    routes.add(
        HttpMethod.POST,
        "/api/prepare",
        new PrepareRoute(dependencies.earlyPreparation, authorizer, bodyLimits)::handle);
    routes.add(
        HttpMethod.GET, "/metrics", new MetricsRoute(dependencies.metrics, authorizer)::handle);
    new LatencyRoutes(dependencies.latency, authorizer).addTo(routes);
    routes.add(
        HttpMethod.POST,
        "/api/vitals",
        new VitalsRoute(dependencies.latency.monitor(), authorizer)::handle);
    routes.add(
        HttpMethod.GET,
        "/api/doctor/probe",
        new ProbeRoute(authorizer, dependencies.timeouts, dependencies.clock)::handle);
    new LatencyInjectionRoutes(
            dependencies.latencyInjector, dependencies.simulatorSettings, authorizer, bodyLimits)
        .addTo(routes);
    new TurnRoutes(dependencies.turns, authorizer, dependencies.timeouts).addTo(routes);
    new UiChatRoutes(
            dependencies.turns,
            dependencies.conversations,
            authorizer,
            chatLimits,
            requests,
            dependencies.timeouts,
            tracing)
        .addTo(routes);
    StoredResponses storedResponses = new StoredResponses(dependencies.turns, dependencies.jobs);
    addCompatibleApis(
        routes,
        new DirectCallRoute.Services(
            dependencies.directCalls,
            new StoredCalls(
                dependencies.turns,
                dependencies.jobs,
                dependencies.conversations,
                storedResponses,
                dependencies.directCalls,
                requests,
                authorizer.virtualThreads(),
                dependencies.timeouts,
                tracing),
            authorizer,
            ChatBodyLimits.of(bodyLimits, dependencies.maxDirectBytes),
            dependencies.attachmentPolicy,
            dependencies.timeouts,
            tracing,
            dependencies.clock));
    new StoredResponseRoutes(
            storedResponses,
            dependencies.turns,
            dependencies.jobs,
            dependencies.conversations,
            authorizer,
            dependencies.timeouts,
            dependencies.clock)
        .addTo(routes);
    new JobRoutes(dependencies.jobs, authorizer, chatLimits, requests, tracing).addTo(routes);
    new TokenRoute(
            dependencies.userTokens,
            authorizer,
            dependencies.profiles,
            dependencies.timeouts.body(),
            dependencies.clock)
        .addTo(routes);
    new ConversationRoutes(dependencies.conversations, dependencies.turns, authorizer)
        .addTo(routes);
    new AttachmentRoute(dependencies.attachments, authorizer).addTo(routes);
    new DocumentRoutes(
            dependencies.library, dependencies.retriever, authorizer, dependencies.timeouts)
        .addTo(routes);
    new SearchRoute(
            new DocumentSearch(dependencies.retriever, dependencies.clock), authorizer, bodyLimits)
        .addTo(routes);
    new UserRoutes(dependencies.userData, dependencies.erasure, authorizer).addTo(routes);
    new ServiceRoutes(
            new ServiceRoutes.About(
                dependencies.version,
                dependencies.simulated,
                dependencies.profiles,
                dependencies.models,
                dependencies.latencyInjector.isEnabled()),
            dependencies.readiness)
        .addTo(routes);
    OpenApiRoute.addTo(routes, dependencies.virtualThreads);
    return routes;
  }

  /** Adds the APIs of providers, at their own paths. */
  private static void addCompatibleApis(Routes routes, DirectCallRoute.Services services) {
    CompatibleApi.all().forEach(api -> new DirectCallRoute(api, services).addTo(routes));
    new ModelRoutes(
            services.calls().models(),
            services.authorizer(),
            CompatibleApi.messages(),
            CompatibleApi.chatCompletions(),
            services.clock())
        .addTo(routes);
  }
}
