package dev.firstword.system;

import static dev.firstword.system.SimulatedModels.FAST;
import static dev.firstword.system.SimulatedModels.MIDDLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}: metrics for operators. */
final class MetricsTest {

  @Test
  void reportsCacheHitsToTheLocalUser() {
    try (ServerFixture server = new ServerFixture()) {
      Client client = server.client();
      double missesOfWarmUp = historyReads(client, "miss");
      String conversation =
          client.answer(ChatCall.of("Hello")).events().getFirst().field("conversation_id");
      client.answer(ChatCall.of("And again?").inConversation(conversation));
      client.answer(ChatCall.of("And once more?").inConversation(conversation));

      Reply reply = client.get("/metrics");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(historyReads(client, "hit")).isEqualTo(1);
      assertThat(historyReads(client, "miss") - missesOfWarmUp).isEqualTo(1);
    }
  }

  private static double historyReads(Client client, String result) {
    String metric = "firstword_cache_requests_total{cache=\"history\",result=\"" + result + "\"} ";
    String body = client.get("/metrics").body();
    int start = body.indexOf(metric);
    assertThat(start).as(metric).isNotNegative();
    int end = body.indexOf('\n', start);
    return Double.parseDouble(body.substring(start + metric.length(), end));
  }

  @Test
  void reportsActiveTurns() {
    try (ServerFixture server = new ServerFixture()) {
      Client client = server.client();
      assertThat(client.get("/metrics").body()).contains("firstword_active_turns 0.0");

      EventStream stream = client.ask(ChatCall.thinking("Will I be counted?"));
      server.awaitCalls(1);

      assertThat(client.get("/metrics").body()).contains("firstword_active_turns 1.0");
      client.cancel(stream.turnId());
      stream.awaitEnd();
    }
  }

  @Test
  void reportsModelStatesAndDecisions() {
    try (ServerFixture server = new ServerFixture()) {
      Client client = server.client();
      client.answer(ChatCall.of("Hello"));
      client.answer(ChatCall.of("Compare both").model(SimulatedModels.MIDDLE));

      String body = client.get("/metrics").body();

      assertThat(body)
          .contains(
              metric("decisions_total", "reason=\"simple\"", FAST) + " 1.0",
              metric("decisions_total", "reason=\"pinned\"", MIDDLE) + " 1.0",
              metric("calls_total", "outcome=\"answered\"", FAST) + " 1.0",
              metric("first_token_seconds", "quantile=\"0.99\"", FAST) + " 0.0",
              metric("state", "state=\"well\"", FAST) + " 1.0",
              metric("state", "state=\"resting\"", FAST) + " 0.0",
              "firstword_model_waiting{model=\"" + FAST + "\"} 0.0",
              "firstword_hedges_total{result=\"made\"} 0.0",
              "firstword_questions_total{by=\"rules\",complexity=\"simple\"} 1.0");
    }
  }

  private static String metric(String name, String label, String model) {
    String of = "model=\"" + model + "\"";
    return "firstword_model_"
        + name
        + "{"
        + (label.compareTo(of) < 0 ? label + "," + of : of + "," + label)
        + "}";
  }

  @Test
  void requiresAnOperatorOnceKeysExist() {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    try (ServerFixture server =
        new ServerFixture(data -> addTo(data, keys), UnaryOperator.identity())) {
      ProblemAssertions.assertProblem(server.client().get("/metrics"), 401);
      ProblemAssertions.assertProblem(server.client(key(keys, Role.USER)).get("/metrics"), 403);
      ProblemAssertions.assertProblem(server.client(key(keys, Role.SERVICE)).get("/metrics"), 403);
      assertThat(server.client(key(keys, Role.OPERATOR)).get("/metrics").body())
          .contains("cache=\"credentials\"");
    }
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
