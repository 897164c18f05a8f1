package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/latency} and {@code POST /api/vitals}. */
final class LatencyTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  @Test
  void reportsThePercentilesOfEveryModel() {
    String turnId = answeredTurn();
    awaitKnown(SERVER, turnId);

    JsonNode body = SERVER.client().get("/api/latency?by=model&window=1h").json();

    JsonNode group = named(body, SimulatedModels.STEADY);
    assertThat(group.path("turns").asInt()).isPositive();
    assertThat(group.path("measures").path("ttft_ms").path("p95").asDouble()).isPositive();
    assertThat(group.path("measures").path("tokens_per_second").path("p50").asDouble())
        .isPositive();
    assertThat(group.path("phases").has("history")).isTrue();
    assertThat(group.path("levels").path(0).path("state").asText()).isEqualTo("unknown");
    assertThat(body.path("all").path("goodput").asDouble()).isEqualTo(1);
  }

  @Test
  void reportsTheWaterfallOfATurnWithItsVitals() {
    String turnId = answeredTurn();
    Reply reported =
        SERVER
            .client()
            .post(
                "/api/vitals",
                "text/plain",
                ("{\"turn_id\":\"" + turnId + "\",\"click_to_first_text_ms\":900.5}")
                    .getBytes(UTF_8));
    assertThat(reported.status()).isEqualTo(204);
    awaitKnown(SERVER, turnId);

    ServerFixture.awaitTrue(() -> waterfall(turnId).has("seen"));
    JsonNode turn = waterfall(turnId);

    assertThat(turn.path("spans").findValuesAsText("name"))
        .contains("auth", "history", "prompt", "model", "generation");
    assertThat(turn.path("attempts").path(0).path("model").asText())
        .isEqualTo(SimulatedModels.STEADY);
    assertThat(turn.path("usage").path("output_tokens").asInt()).isPositive();
    assertThat(turn.path("seen").path("click_to_first_text_ms").asDouble()).isEqualTo(900.5);
    assertThat(turn.path("total_ms").asDouble())
        .isGreaterThanOrEqualTo(turn.path("ttft_ms").asDouble());
  }

  @Test
  void aTurnBelongsToTheTraceOfItsRequest() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String turnId =
        idOf(
            SERVER
                .client()
                .answer(
                    ChatCall.steady("Traced")
                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")));
    awaitKnown(SERVER, turnId);

    assertThat(waterfall(turnId).path("trace_id").asText()).isEqualTo(trace);
  }

  @Test
  void metricsCarryExemplars() {
    awaitKnown(SERVER, answeredTurn());

    Reply figures =
        SERVER.client().send("GET", "/metrics", "Accept: application/openmetrics-text\r\n");

    assertThat(figures.body())
        .containsPattern("ttft_seconds_bucket.* # \\{trace_id=\"[0-9a-f]{32}\",turn_id=\"turn_")
        // Prometheus rejects the whole response if a count has an exemplar.
        .doesNotContainPattern("_count\\{.* # \\{");
  }

  @Test
  void aTurnWithoutATraceStartsOne() {
    String turnId = answeredTurn();
    awaitKnown(SERVER, turnId);

    assertThat(waterfall(turnId).path("trace_id").asText()).matches("[0-9a-f]{32}");
  }

  @Test
  void listsTheSlowestTurnsFirst() {
    awaitKnown(SERVER, answeredTurn());
    awaitKnown(SERVER, answeredTurn());

    JsonNode turns = SERVER.client().get("/api/latency/turns?slowest=2").json().path("turns");

    assertThat(turns.size()).isEqualTo(2);
    assertThat(turns.path(0).path("total_ms").asDouble())
        .isGreaterThanOrEqualTo(turns.path(1).path("total_ms").asDouble());
    assertThat(SERVER.client().get("/api/latency/turns?model=none-such").json().path("turns"))
        .isEmpty();
  }

  @Test
  void listsTheTurnAtAPercentileAndThoseOfAnOutcome() {
    awaitKnown(SERVER, answeredTurn());
    awaitKnown(SERVER, answeredTurn());
    JsonNode all = SERVER.client().get("/api/latency/turns?slowest=500").json().path("turns");

    JsonNode median =
        SERVER.client().get("/api/latency/turns?percentile=50&slowest=1").json().path("turns");

    assertThat(median.size()).isEqualTo(1);
    assertThat(median.path(0)).isEqualTo(all.path(all.size() / 2));
    assertThat(SERVER.client().get("/api/latency/turns?outcome=failed").json().path("turns"))
        .isEmpty();
    assertThat(SERVER.client().get("/api/latency/turns?outcome=done").json().path("turns"))
        .isNotEmpty();
  }

  @Test
  void historyCountsTurnsByDurationAndByOutcome() {
    awaitKnown(SERVER, answeredTurn());

    JsonNode history =
        SERVER.client().get("/api/latency/history?measure=ttft_ms&window=24h").json();
    JsonNode outcomes =
        SERVER.client().get("/api/latency/history?measure=outcomes&window=24h").json();

    JsonNode point = history.path("points").path(0);
    assertThat(history.path("bins").size()).isEqualTo(point.path("counts").size() + 1);
    assertThat(
            StreamSupport.stream(point.path("counts").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum())
        .isEqualTo(point.path("count").asLong());
    assertThat(outcomes.path("points").path(0).path("done").asInt()).isPositive();
    assertThat(outcomes.path("points").path(0).path("failed").asInt()).isZero();
  }

  @Test
  void countsSurviveARestart() {
    try (ServerFixture server = new ServerFixture()) {
      Transcript transcript = server.client().answer(ChatCall.steady("Hello"));
      awaitKnown(server, idOf(transcript));

      server.restart();

      JsonNode body = server.client().get("/api/latency?window=24h").json();
      assertThat(named(body, SimulatedModels.STEADY).path("turns").asInt()).isEqualTo(1);
    }
  }

  @Test
  void rejectsInvalidRequests() {
    Client client = SERVER.client();

    ProblemAssertions.assertProblem(client.get("/api/latency?by=colour"), 400);
    ProblemAssertions.assertProblem(client.get("/api/latency?window=2h"), 400);
    ProblemAssertions.assertProblem(client.get("/api/latency/turns/turn_none"), 404);
    ProblemAssertions.assertProblem(vitals("not JSON"), 400);
    ProblemAssertions.assertProblem(vitals("{\"turn_id\":\"turn_x\",\"total_ms\":-1}"), 400);
    ProblemAssertions.assertProblem(vitals("{\"turn_id\":\"" + "x".repeat(1100) + "\"}"), 413);
  }

  @Test
  void doesNotRevealWhetherATurnExists() {
    assertThat(vitals("{\"turn_id\":\"turn_none\",\"total_ms\":1}").status()).isEqualTo(204);
  }

  @Test
  void requiresAnOperator() {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    try (ServerFixture server =
        new ServerFixture(data -> addTo(data, keys), UnaryOperator.identity())) {
      for (String target : List.of("/api/latency", "/api/latency/turns", "/api/latency/turns/x")) {
        ProblemAssertions.assertProblem(server.client().get(target), 401);
        ProblemAssertions.assertProblem(server.client(key(keys, Role.USER)).get(target), 403);
      }
      assertThat(server.client(key(keys, Role.OPERATOR)).get("/api/latency").status())
          .isEqualTo(200);
    }
  }

  private static Reply vitals(String body) {
    return SERVER.client().post("/api/vitals", "text/plain", body.getBytes(UTF_8));
  }

  private static String answeredTurn() {
    return idOf(SERVER.client().answer(ChatCall.steady("Hello")));
  }

  private static String idOf(Transcript transcript) {
    return transcript.events().getFirst().field("turn_id");
  }

  private static void awaitKnown(ServerFixture server, String turnId) {
    ServerFixture.awaitTrue(
        () -> server.client().get("/api/latency/turns/" + turnId).status() == 200);
  }

  private static JsonNode waterfall(String turnId) {
    return SERVER.client().get("/api/latency/turns/" + turnId).json();
  }

  private static JsonNode named(JsonNode body, String name) {
    for (JsonNode group : body.path("groups")) {
      if (group.path("name").asText().equals(name)) {
        return group;
      }
    }
    throw new AssertionError("no " + name + " in " + body);
  }

  private static void addTo(Path data, Map<Role, String> keys) {
    for (Role role : Role.values()) {
      keys.put(role, new TestKeys(data).add(new Caller("acme", role.wireName()), role));
    }
  }

  private static String key(Map<Role, String> keys, Role role) {
    return Objects.requireNonNull(keys.get(role));
  }
}
