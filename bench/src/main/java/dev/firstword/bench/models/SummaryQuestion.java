package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator.Fault;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether a quick summary is there before a long answer, over real HTTP with the default models'
 * paces; and what its failure costs: turns of whose summaries half fail, and turns that want none,
 * one after the other.
 */
final class SummaryQuestion {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int APART_MS = 100;
  private static final int LONG = 400;
  private static final double MOST_TURNS = 95;

  /** Were it more, the model would soon be left alone, and another one asked. */
  private static final double FAILING = 0.5;

  /** Chance has no part in what is compared. */
  private static final Pace ALWAYS_THE_SAME = new Pace(300, 301, 200, 40);

  private SummaryQuestion() {}

  static void ask(Path root, Passes passes) throws Exception {
    int turns = Math.min(200, Size.of("TURNS", 1_000));
    try (Stage stage = Stage.open(root, "")) {
      URI server = stage.server().address();
      OverHttp.usualPace(stage.simulator(), LONG);
      inTime(passes, server, turns);
      stage.simulator().pace(ALWAYS_THE_SAME);
      stage.simulator().faults(List.of(new Fault("server_error", FAILING, null, OverHttp.FAST)));
      failing(passes, server, turns);
    }
  }

  private static void inTime(Passes passes, URI server, int turns) throws Exception {
    List<HeardTurn> heard =
        OverHttp.all(
            turns, APART_MS, i -> () -> HeardTurn.requesting(server, brief(i), "proposal-" + i));
    String what = "summary of a long answer: ";
    passes.record(
        what + "turns in which it was whole before the answer was",
        share(heard, turn -> isBefore(turn.firstMs("summary"), turn.firstMs("stream_end"))),
        "%",
        Target.atLeast(MOST_TURNS));
    passes.record(
        what + "turns in which its first words were there before the answer's",
        share(heard, turn -> isBefore(turn.firstMs("summary_text"), turn.firstMs("text"))),
        "%",
        Target.atLeast(MOST_TURNS));
    double[] first =
        heard.stream()
            .map(turn -> turn.firstMs("summary_text"))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double[] text = heard.stream().mapToDouble(HeardTurn::firstTextMs).toArray();
    passes.record(what + "p50 of its first words", OverHttp.quantile(first, 0.5), "ms");
    passes.record(what + "p50 of the answer's first words", OverHttp.quantile(text, 0.5), "ms");
  }

  /** A question that the best model gets. */
  private static JsonNode brief(int number) {
    ObjectNode request = JSON.createObjectNode().put("profile", "proposal");
    request
        .putObject("inputs")
        .put("client", "Bakery " + number)
        .put("product", "A web shop")
        .put("goals", "Orders by noon");
    return request;
  }

  private static void failing(Passes passes, URI server, int pairs) throws Exception {
    List<Double> without = new ArrayList<>();
    List<Double> failing = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      without.add(firstWordMs(server, i, false));
      failing.add(firstWordMs(server, i, true));
    }
    double[] added = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      added[i] = failing.get(i) - without.get(i);
    }
    String what = "summaries of which half fail: ";
    passes.record(
        what + "added to the first word, median of pairs", VirtualTurns.median(added), "ms");
    passes.record(
        what + "the same, a tenth of pairs less than", OverHttp.quantile(added, 0.1), "ms");
    passes.record(
        what + "the same, a tenth of pairs more than", OverHttp.quantile(added, 0.9), "ms");
  }

  private static double firstWordMs(URI server, int number, boolean summary) throws Exception {
    JsonNode request =
        JSON.createObjectNode()
            .put("message", "Compare the drafts " + number + (summary ? " and 7." : " and 8."))
            .put("summary", summary);
    return HeardTurn.requesting(server, request, "pair-" + number + summary).firstTextMs();
  }

  private interface Seen {
    boolean in(HeardTurn turn);
  }

  private static double share(List<HeardTurn> turns, Seen seen) {
    return 100.0 * turns.stream().filter(seen::in).count() / turns.size();
  }

  private static boolean isBefore(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent() && one.getAsDouble() < other.getAsDouble();
  }
}
