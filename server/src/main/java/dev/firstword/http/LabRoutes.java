package dev.firstword.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.preparation.Lab;
import dev.firstword.protocol.DurationText;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/lab}: makes phases last longer, and simulated models faster or slower, while the
 * server runs, where that is allowed.
 */
final class LabRoutes {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Lab lab;
  private final Optional<SimulatedPace> pace;
  private final Access access;
  private final RequestBody.Limits bodies;

  /** Makes them; the pace is there where the server answers with simulated models of its own. */
  LabRoutes(Lab lab, Optional<SimulatedPace> pace, Access access, RequestBody.Limits bodies) {
    this.lab = lab;
    this.pace = pace;
    this.access = access;
    this.bodies = bodies;
  }

  /** Adds them where the lab is enabled; otherwise there are no such routes. */
  void addTo(Routes routes) {
    if (!lab.isEnabled()) {
      return;
    }
    routes
        .add(HttpMethod.GET, "/api/lab", this::show)
        .add(HttpMethod.PUT, "/api/lab", this::change);
    pace.ifPresent(simulated ->
        routes
            .add(
                HttpMethod.GET,
                "/api/lab/simulator",
                (exchange, _) -> answer(exchange, simulated::read))
            .add(
                HttpMethod.PUT,
                "/api/lab/simulator",
                (exchange, _) ->
                    RequestBody.readJson(
                        exchange,
                        bodies,
                        bytes -> answer(exchange, () -> simulated.change(tree(bytes)))))
            .add(
                HttpMethod.DELETE,
                "/api/lab/simulator",
                (exchange, _) -> answer(exchange, simulated::restore)));
  }

  private void answer(Exchange exchange, Supplier<JsonNode> settings) {
    access.forAnybody(exchange, _ -> settings.get(), body -> exchange.json(200, body));
  }

  private void show(Exchange exchange, String id) {
    access.forAnybody(exchange, _ -> body(lab.state()), body -> exchange.json(200, body));
  }

  private void change(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        bodies,
        bytes ->
            access.forAnybody(
                exchange,
                _ -> {
                  lab.change(read(bytes));
                  return body(lab.state());
                },
                body -> exchange.json(200, body)));
  }

  private static Lab.State read(byte[] bytes) {
    JsonNode root = tree(bytes);
    Map<String, Duration> atLeast = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> delay : root.path("delay").properties()) {
      Duration time =
          DurationText.read(delay.getValue().asText())
              .filter(wanted -> wanted.compareTo(LONGEST) <= 0)
              .filter(_ -> Lab.PHASES.contains(delay.getKey()))
              .orElseThrow(LabRoutes::badDelay);
      atLeast.put(delay.getKey(), time);
    }
    return new Lab.State(
        atLeast, root.path("sequential").asBoolean(), root.path("measured").asBoolean(true));
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      return Exchange.JSON.readTree(bytes);
    } catch (IOException _) {
      throw new RefusedException(Problem.malformed("The request must be a JSON object."));
    }
  }

  private static RefusedException badDelay() {
    return new RefusedException(
        Problem.malformed(
            "The field \"delay\" must give times such as 200ms, at most "
                + LONGEST.toSeconds()
                + "s, to phases among "
                + String.join(", ", Lab.PHASES)
                + "."));
  }

  private static ObjectNode body(Lab.State state) {
    ObjectNode body = Exchange.JSON.createObjectNode();
    ObjectNode delay = body.putObject("delay");
    state.atLeast().forEach((phase, time) -> delay.put(phase, time.toMillis() + "ms"));
    body.put("sequential", state.sequential());
    body.put("measured", state.measured());
    return body;
  }
}
