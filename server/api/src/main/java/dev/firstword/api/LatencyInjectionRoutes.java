package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.operations.audit.AuditEntry;
import dev.firstword.relay.event.DurationParser;
import dev.firstword.relay.server.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /api/lab}: injects latency into phases, and changes the speed of simulated models, at
 * runtime, where enabled.
 */
final class LatencyInjectionRoutes {

  private static final Duration MAX_DELAY = Duration.ofSeconds(30);

  private final LatencyInjector latencyInjector;
  private final Optional<SimulatorControl> simulatorSettings;
  private final RequestAuthorizer authorizer;
  private final RequestBodyReader.Limits bodyLimits;
  private final RequestAudit audit;

  /** Creates the routes; {@code pace} is present if the server runs the simulator itself. */
  LatencyInjectionRoutes(
      LatencyInjector latencyInjector,
      Optional<SimulatorControl> simulatorSettings,
      RequestAuthorizer authorizer,
      RequestBodyReader.Limits bodyLimits,
      RequestAudit audit) {
    this.latencyInjector = latencyInjector;
    this.simulatorSettings = simulatorSettings;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
    this.audit = audit;
  }

  /** Adds the routes if latency injection is enabled. */
  void addTo(Routes routes) {
    if (!latencyInjector.isEnabled()) {
      return;
    }
    routes
        .add(HttpMethod.GET, "/api/lab", this::show)
        .add(HttpMethod.PUT, "/api/lab", (context, _) -> change(context, this::update));
    simulatorSettings.ifPresent(settings ->
        routes
            .add(
                HttpMethod.GET,
                "/api/lab/simulator",
                (context, _) -> answer(context, settings::read))
            .add(
                HttpMethod.PUT,
                "/api/lab/simulator",
                (context, _) -> change(context, body -> settings.update(parse(body))))
            .add(
                HttpMethod.DELETE,
                "/api/lab/simulator",
                (context, _) -> answer(context, settings::reset)));
  }

  private void answer(RequestContext context, Supplier<JsonNode> settings) {
    authorizer.forAnyRole(context, _ -> settings.get(), body -> context.sendJson(200, body));
  }

  private void show(RequestContext context, String id) {
    authorizer.forAnyRole(
        context, _ -> body(latencyInjector.settings()), body -> context.sendJson(200, body));
  }

  private void change(RequestContext context, Function<byte[], JsonNode> update) {
    RequestBodyReader.requireJson(context);
    RequestAudit.Origin origin = RequestAudit.Origin.of(context);
    authorizer.forAnyRole(
        context,
        bodyLimits,
        (principal, body) ->
            audit.run(
                "latency_injection_changed",
                origin,
                principal,
                null,
                () -> update.apply(body),
                _ -> AuditEntry.DONE),
        changed -> context.sendJson(200, changed));
  }

  private JsonNode update(byte[] bytes) {
    latencyInjector.update(read(bytes));
    return body(latencyInjector.settings());
  }

  private static LatencyInjector.Settings read(byte[] bytes) {
    JsonNode root = parse(bytes);
    Map<String, Duration> minimumDurations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> delay : root.path("delay").properties()) {
      Duration duration =
          DurationParser.parse(delay.getValue().asText())
              .filter(requested -> requested.compareTo(MAX_DELAY) <= 0)
              .filter(_ -> LatencyInjector.PHASES.contains(delay.getKey()))
              .orElseThrow(LatencyInjectionRoutes::invalidDelay);
      minimumDurations.put(delay.getKey(), duration);
    }
    return new LatencyInjector.Settings(
        minimumDurations,
        root.path("sequential").asBoolean(),
        root.path("measured").asBoolean(true));
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return RequestContext.JSON.readTree(bytes);
    } catch (IOException _) {
      throw new ProblemException(Problem.malformed("The request must be a JSON object."));
    }
  }

  private static ProblemException invalidDelay() {
    return new ProblemException(
        Problem.malformed(
            "The field \"delay\" must give times such as 200ms, at most "
                + MAX_DELAY.toSeconds()
                + "s, to phases among "
                + String.join(", ", LatencyInjector.PHASES)
                + "."));
  }

  private static ObjectNode body(LatencyInjector.Settings state) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ObjectNode delay = body.putObject("delay");
    state
        .minimumDurations()
        .forEach((phase, duration) -> delay.put(phase, duration.toMillis() + "ms"));
    body.put("sequential", state.sequential());
    body.put("measured", state.measurementEnabled());
    return body;
  }
}
