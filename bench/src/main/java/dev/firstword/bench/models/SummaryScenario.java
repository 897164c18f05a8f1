package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient.Fault;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Measures whether a quick summary arrives before a long answer, over real HTTP with the default
 * models' paces. Also measures the cost of failing summaries: turns with a summary failure rate of
 * one half alternate with turns that request none.
 */
final class SummaryScenario {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ARRIVAL_INTERVAL_MS = 100;
  private static final int LONG_ANSWER_TOKENS = 400;
  private static final double MIN_TURNS_PERCENT = 95;

  /** With a higher rate, the circuit breaker would open and another model would be called. */
  private static final double FAILURE_RATE = 0.5;

  /** A constant pace, so that randomness does not affect the comparison. */
  private static final Pace CONSTANT_PACE = new Pace(300, 301, 200, 40);

  private SummaryScenario() {}

  static void measure(Path root, Measurements measurements) throws Exception {
    int turns = Math.min(200, RunSize.of("TURNS", 1_000));
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, "")) {
      URI server = environment.server().address();
      HttpWorkload.applyDefaultPace(environment.simulator(), LONG_ANSWER_TOKENS);
      measureInTime(measurements, server, turns);
      environment.simulator().setPace(CONSTANT_PACE);
      environment
          .simulator()
          .setFaults(List.of(new Fault("server_error", FAILURE_RATE, null, HttpWorkload.FAST)));
      measureFailing(measurements, server, turns);
    }
  }

  private static void measureInTime(Measurements measurements, URI server, int turns)
      throws Exception {
    List<ObservedTurn> turnsRead =
        HttpWorkload.runAll(
            turns,
            ARRIVAL_INTERVAL_MS,
            i -> () -> ObservedTurn.postRequest(server, proposalRequest(i), "proposal-" + i));
    String prefix = "summary of a long answer: ";
    measurements.record(
        prefix + "turns in which it was complete before the answer",
        percent(turnsRead, turn -> isBefore(turn.firstMs("summary"), turn.firstMs("stream_end"))),
        "%",
        Target.atLeast(MIN_TURNS_PERCENT));
    measurements.record(
        prefix + "turns in which its first words preceded the answer's",
        percent(turnsRead, turn -> isBefore(turn.firstMs("summary_text"), turn.firstMs("text"))),
        "%",
        Target.atLeast(MIN_TURNS_PERCENT));
    double[] first =
        turnsRead.stream()
            .map(turn -> turn.firstMs("summary_text"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double[] text = turnsRead.stream().mapToDouble(ObservedTurn::firstTextMs).toArray();
    measurements.record(prefix + "p50 of its first words", HttpWorkload.quantile(first, 0.5), "ms");
    measurements.record(
        prefix + "p50 of the answer's first words", HttpWorkload.quantile(text, 0.5), "ms");
  }

  /** Returns a request that is routed to the best model. */
  private static JsonNode proposalRequest(int number) {
    ObjectNode request = JSON.createObjectNode().put("profile", "proposal");
    request
        .putObject("inputs")
        .put("client", "Bakery " + number)
        .put("product", "A web shop")
        .put("goals", "Orders by noon");
    return request;
  }

  private static void measureFailing(Measurements measurements, URI server, int pairs)
      throws Exception {
    List<Double> without = new ArrayList<>();
    List<Double> failing = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      without.add(firstTextMs(server, i, false));
      failing.add(firstTextMs(server, i, true));
    }
    double[] added = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      added[i] = failing.get(i) - without.get(i);
    }
    String prefix = "summaries of which half fail: ";
    measurements.record(
        prefix + "added to the first word, median of pairs", VirtualWorkload.median(added), "ms");
    measurements.record(
        prefix + "the same, a tenth of pairs less than", HttpWorkload.quantile(added, 0.1), "ms");
    measurements.record(
        prefix + "the same, a tenth of pairs more than", HttpWorkload.quantile(added, 0.9), "ms");
  }

  private static double firstTextMs(URI server, int number, boolean summary) throws Exception {
    JsonNode request =
        JSON.createObjectNode()
            .put("message", "Compare the drafts " + number + (summary ? " and 7." : " and 8."))
            .put("summary", summary);
    return ObservedTurn.postRequest(server, request, "pair-" + number + summary).firstTextMs();
  }

  private interface TurnPredicate {
    boolean test(ObservedTurn turn);
  }

  private static double percent(List<ObservedTurn> turns, TurnPredicate result) {
    return 100.0 * turns.stream().filter(result::test).count() / turns.size();
  }

  private static boolean isBefore(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent() && one.getAsDouble() < other.getAsDouble();
  }
}
