package dev.firstword.bench.models;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator.Fault;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What becomes of turns at a provider that fails, over real HTTP: where three calls in ten never
 * say a word, of which a third answer 529, a third are refused, and a third are silent; and where
 * six in ten break off after some words, half by a cut and half by silence, and people go on with
 * what broke off until they have it whole.
 */
final class FaultQuestion {

  private static final int PASSES = 3;
  private static final int APART_MS = 40;
  private static final int OUTPUT_TOKENS = 40;
  private static final int BREAKS_AFTER = 12;
  private static final int MOST_TRIES = 20;
  private static final double DONE = 99;
  private static final double ALL = 100;

  private static final List<Fault> BEFORE_THE_FIRST_TOKEN =
      List.of(
          new Fault("overloaded", 0.1, null),
          new Fault("refuse", 0.1 / 0.9, null),
          new Fault("silence", 0.1 / 0.8, null));

  private static final List<Fault> AFTER_IT =
      List.of(new Fault("cut", 0.3, BREAKS_AFTER), new Fault("silence", 0.3 / 0.7, BREAKS_AFTER));

  private static final List<String> QUESTIONS =
      List.of(
          "What is a hedge? (%d)",
          "Which of the three cables in box %d fits a printer that was made in nineteen ninety",
          "Compare the drafts %d and 7.");

  private static final String SETTINGS =
      """
      profiles:
        chat:
          silence_limit: 1s
      """;

  private FaultQuestion() {}

  static void beforeTheFirstToken(Path root, Passes passes) throws Exception {
    int turns = Size.of("TURNS", 1_000);
    try (Stage stage = Stage.open(root, SETTINGS)) {
      OverHttp.usualPace(stage.simulator(), OUTPUT_TOKENS);
      URI server = stage.server().address();
      for (int pass = 0; pass < PASSES; pass++) {
        stage.simulator().seed(Size.seed() + pass);
        stage.simulator().faults(List.of());
        before(passes, "no faults", server, pass, turns / 2);
        stage.simulator().faults(BEFORE_THE_FIRST_TOKEN);
        before(passes, "30 % of calls fail before the first token", server, pass, turns);
      }
    }
  }

  static void afterTheFirstToken(Path root, Passes passes) throws Exception {
    int turns = Size.of("TURNS", 1_000) / 4;
    try (Stage stage = Stage.open(root, SETTINGS)) {
      OverHttp.usualPace(stage.simulator(), OUTPUT_TOKENS);
      stage.simulator().faults(AFTER_IT);
      for (int pass = 0; pass < PASSES; pass++) {
        stage.simulator().seed(Size.seed() + pass);
        after(passes, stage.server().address(), pass, turns);
      }
    }
  }

  private static String question(int number) {
    return QUESTIONS.get(number % QUESTIONS.size()).formatted(number);
  }

  private static void before(Passes passes, String what, URI server, int pass, int turns)
      throws Exception {
    List<HeardTurn> heard =
        OverHttp.all(
            turns,
            APART_MS,
            i -> () -> HeardTurn.asking(server, question(i), key(what + pass + "-" + i)));
    double done = 100.0 * heard.stream().filter(HeardTurn::isDone).count() / turns;
    double[] firstText =
        heard.stream().filter(HeardTurn::isDone).mapToDouble(HeardTurn::firstTextMs).toArray();
    passes.record(what + ": turns ended in done", done, "%", Target.atLeast(DONE));
    sayWhy(heard);
    passes.record(
        what + ": p50 of the first token, of those", OverHttp.quantile(firstText, 0.5), "ms");
    passes.record(
        what + ": p99 of the first token, of those", OverHttp.quantile(firstText, 0.99), "ms");
  }

  private static void sayWhy(List<HeardTurn> heard) {
    Map<String, Long> codes =
        heard.stream()
            .filter(turn -> !turn.isDone())
            .collect(
                Collectors.groupingBy(
                    turn -> turn.end().json().path("code").asText(),
                    TreeMap::new,
                    Collectors.counting()));
    if (!codes.isEmpty()) {
      System.out.println("  ended otherwise: " + codes);
    }
  }

  /** Without blanks, as a header wants it. */
  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9-]", "-");
  }

  private static void after(Passes passes, URI server, int pass, int turns) throws Exception {
    List<Whole> answers =
        OverHttp.all(turns, APART_MS, i -> () -> Whole.ask(server, i, "after-" + pass + "-" + i));
    List<Whole> broken = answers.stream().filter(answer -> answer.breaks() > 0).toList();
    String what = "answers break off after it: ";
    passes.record(what + "broke off", 100.0 * broken.size() / turns, "%");
    passes.record(
        what + "of those, each break one plain error with its text kept",
        share(broken, broken.stream().filter(Whole::keptPlainly).count()),
        "%",
        Target.atLeast(ALL));
    passes.record(
        what + "of those, made whole by going on",
        share(broken, broken.stream().filter(Whole::isWhole).count()),
        "%",
        Target.atLeast(ALL));
    passes.record(
        what + "turns it took, at most",
        1 + answers.stream().mapToInt(Whole::breaks).max().orElse(0),
        "turns");
  }

  private static double share(List<Whole> all, long count) {
    return all.isEmpty() ? ALL : 100.0 * count / all.size();
  }

  /**
   * An answer over as many turns as it took.
   *
   * @param keptPlainly whether each that broke off ended in one plain error and was kept
   */
  private record Whole(List<HeardTurn> turns, boolean keptPlainly) {

    static Whole ask(URI server, int number, String key) throws Exception {
      List<HeardTurn> turns = new ArrayList<>();
      boolean plainly = true;
      HeardTurn turn = HeardTurn.asking(server, question(number), key);
      turns.add(turn);
      while (!turn.isDone() && turns.size() < MOST_TRIES) {
        plainly &= turn.brokePlainly() && turn.isKept(server);
        turn = HeardTurn.goingOnWith(server, turn);
        turns.add(turn);
      }
      return new Whole(turns, plainly);
    }

    int breaks() {
      return turns.size() - 1;
    }

    /** Done, and of the length that a whole answer has here. */
    boolean isWhole() {
      int words = turns.stream().mapToInt(turn -> turn.text().length()).sum();
      return turns.getLast().isDone() && words >= OUTPUT_TOKENS;
    }
  }
}
