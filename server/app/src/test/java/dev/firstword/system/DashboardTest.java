package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The queries in {@code deploy/} match the metrics of the server. A real Prometheus scrapes a real
 * server under load, and evaluates each query of the dashboard and each rule.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
final class DashboardTest {

  private static final Path DASHBOARD = Path.of("../../deploy/grafana/firstword.json");
  private static final Path RULES = Path.of("../../deploy/prometheus/firstword.rules.yml");

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static Prometheus prometheus;

  @BeforeAll
  static void watchTurns() throws Exception {
    prometheus = Prometheus.scraping(SERVER, "rule_files: [\"" + RULES.toRealPath() + "\"]");
    // A rate is the difference of two scrapes, so turns must happen before and between them.
    runTurns();
    prometheus.awaitResult("sum(firstword_seen_silence_seconds_count) >= 2");
    runTurns();
    prometheus.awaitResult("sum(firstword_seen_silence_seconds_count) >= 4");
    prometheus.awaitResult("sum(rate(firstword_turns_total{outcome=\"failed\"}[1m])) > 0");
    prometheus.awaitResult("count(firstword:slo_burn:rate10m) > 0");
  }

  @AfterAll
  static void stop() {
    prometheus.close();
  }

  @TestFactory
  Stream<DynamicTest> everyDashboardQueryReturnsData() throws IOException {
    JsonNode dashboard = Reply.json(Files.readString(DASHBOARD));

    return queries(dashboard).stream()
        .map(query ->
            DynamicTest.dynamicTest(
                query.panel + ": " + query.expression, () -> assertReturnsData(query.expression)));
  }

  @Test
  void everyDashboardVariableHasValues() throws Exception {
    JsonNode dashboard = Reply.json(Files.readString(DASHBOARD));

    List<String> asked = new ArrayList<>();
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        String metric =
            variable.path("query").path("query").asText().replaceAll(".*\\((\\w+), .*", "$1");
        String name = variable.path("name").asText();
        JsonNode values =
            prometheus.get(
                "/api/v1/label/" + name + "/values?match[]=" + URLEncoder.encode(metric, UTF_8));
        assertThat(values.path("data")).as(name).isNotEmpty();
        asked.add(name);
      }
    }
    assertThat(asked).containsExactly("tenant", "model", "kind");
  }

  @Test
  void everyRuleIsEvaluatedAndRecordingRulesHaveData() throws Exception {
    JsonNode groups = prometheus.get("/api/v1/rules").path("data").path("groups");

    List<String> names = new ArrayList<>();
    for (JsonNode group : groups) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
        names.add(rule.path("name").asText());
        if (rule.path("type").asText().equals("recording")) {
          assertThat(prometheus.query(rule.path("name").asText())).as(rule.toString()).isNotEmpty();
        }
      }
    }
    assertThat(names)
        .contains("FirstwordLevelMissed", "FirstwordLevelSlipping", "FirstwordTurnsFail");
  }

  @Test
  void usesNoAverages() throws IOException {
    // The rate of this sum is a share of time, not an average.
    assertThat(queries(Reply.json(Files.readString(DASHBOARD))))
        .extracting(Query::expression)
        .extracting(expression -> expression.replace("jvm_gc_collection_seconds_sum", ""))
        .noneMatch(expression -> expression.matches(".*(\\bavg|_sum\\b).*"));
  }

  private record Query(String panel, String expression) {}

  private static List<Query> queries(JsonNode dashboard) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(new Query(panel.path("title").asText(), target.path("expr").asText()));
      }
    }
    assertThat(queries).hasSizeGreaterThan(30);
    return queries;
  }

  /** Evaluates a query as Grafana does, with all values of every variable. */
  private static void assertReturnsData(String expression) throws Exception {
    String asked =
        expression.replace("$__rate_interval", "1m").replaceAll("\\$(model|tenant|kind)", ".*");
    assertThat(asked).doesNotContain("$");

    JsonNode found = prometheus.query(asked);

    assertThat(StreamSupport.stream(found.spliterator(), false))
        .as(asked)
        .extracting(series -> series.path("value").path(1).asText())
        .anyMatch(value -> !value.equals("NaN"));
  }

  /**
   * Runs turns that succeed, one that fails, and a request that is refused, and reports the vitals
   * of a browser for them.
   */
  private static void runTurns() {
    ProblemAssertions.assertProblem(SERVER.client().get("/api/none"), 404);
    String conversation = "";
    for (int i = 0; i < 2; i++) {
      ChatCall call = ChatCall.of("Hello, number " + i + " at " + System.nanoTime());
      Transcript answer =
          SERVER.client().answer(conversation.isEmpty() ? call : call.inConversation(conversation));
      conversation = answer.events().getFirst().field("conversation_id");
      reportVitals(answer.events().getFirst().field("turn_id"));
    }
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));
    SERVER.client().answer(ChatCall.of("Will this fail at " + System.nanoTime()));
    SERVER.faults();
  }

  private static void reportVitals(String turnId) {
    Reply told =
        SERVER
            .client()
            .post(
                "/api/vitals",
                "text/plain",
                """
                {"turn_id": "%s", "click_to_first_text_ms": 300, "longest_silence_ms": 250}
                """
                    .formatted(turnId)
                    .getBytes(UTF_8));
    assertThat(told.status()).isEqualTo(204);
  }
}
