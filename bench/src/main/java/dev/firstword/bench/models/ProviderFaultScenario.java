package dev.firstword.bench.models;

import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient.Fault;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Measures the outcomes of turns with a failing provider, over real HTTP. In one scenario, three
 * calls in ten fail before their first token: a third of these with 529, a third with a reset
 * connection, a third silently. In the other, six in ten break off mid-answer, half with a closed
 * connection and half silently, and clients continue the interrupted answer until it is complete.
 */
final class ProviderFaultScenario {

  private static final int PASSES = 3;
  private static final int ARRIVAL_INTERVAL_MS = 40;
  private static final int OUTPUT_TOKENS = 40;
  private static final int BREAK_AFTER_TOKENS = 12;
  private static final int MAX_ATTEMPTS = 20;
  private static final double MIN_DONE_PERCENT = 99;
  private static final double ALL_PERCENT = 100;

  private static final List<Fault> BEFORE_FIRST_TOKEN =
      List.of(
          new Fault("overloaded", 0.1, null),
          new Fault("refuse", 0.1 / 0.9, null),
          new Fault("silence", 0.1 / 0.8, null));

  private static final List<Fault> AFTER_FIRST_TOKEN =
      List.of(
          new Fault("cut", 0.3, BREAK_AFTER_TOKENS),
          new Fault("silence", 0.3 / 0.7, BREAK_AFTER_TOKENS));

  private static final List<String> QUESTIONS =
      List.of(
          "What is a hedge? (%d)",
          "Which of the three cables in box %d fits a printer that was made in nineteen ninety",
          "Compare the drafts %d and 7.");

  private static final String SETTINGS =
      """
      profiles:
        chat:
          idle_timeout: 1s
      """;

  private ProviderFaultScenario() {}

  static void measureBeforeFirstToken(Path root, Measurements measurements) throws Exception {
    int turns = RunSize.of("TURNS", 1_000);
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, SETTINGS)) {
      HttpWorkload.applyDefaultPace(environment.simulator(), OUTPUT_TOKENS);
      URI server = environment.server().address();
      for (int pass = 0; pass < PASSES; pass++) {
        environment.simulator().setSeed(RunSize.seed() + pass);
        environment.simulator().setFaults(List.of());
        measureBefore(measurements, "no faults", server, pass, turns / 2);
        environment.simulator().setFaults(BEFORE_FIRST_TOKEN);
        measureBefore(
            measurements, "30 % of calls fail before the first token", server, pass, turns);
      }
    }
  }

  static void measureAfterFirstToken(Path root, Measurements measurements) throws Exception {
    int turns = RunSize.of("TURNS", 1_000) / 4;
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, SETTINGS)) {
      HttpWorkload.applyDefaultPace(environment.simulator(), OUTPUT_TOKENS);
      environment.simulator().setFaults(AFTER_FIRST_TOKEN);
      for (int pass = 0; pass < PASSES; pass++) {
        environment.simulator().setSeed(RunSize.seed() + pass);
        measureAfter(measurements, environment.server().address(), pass, turns);
      }
    }
  }

  private static String question(int number) {
    return QUESTIONS.get(number % QUESTIONS.size()).formatted(number);
  }

  private static void measureBefore(
      Measurements measurements, String label, URI server, int pass, int turns) throws Exception {
    List<ObservedTurn> turnsRead =
        HttpWorkload.runAll(
            turns,
            ARRIVAL_INTERVAL_MS,
            i -> () -> ObservedTurn.post(server, question(i), key(label + pass + "-" + i)));
    double done = 100.0 * turnsRead.stream().filter(ObservedTurn::isDone).count() / turns;
    double[] firstText =
        turnsRead.stream()
            .filter(ObservedTurn::isDone)
            .mapToDouble(ObservedTurn::firstTextMs)
            .toArray();
    measurements.record(
        label + ": turns ended in done", done, "%", Target.atLeast(MIN_DONE_PERCENT));
    printErrorCodes(turnsRead);
    measurements.record(
        label + ": p50 of the first token, of those", HttpWorkload.quantile(firstText, 0.5), "ms");
    measurements.record(
        label + ": p99 of the first token, of those", HttpWorkload.quantile(firstText, 0.99), "ms");
  }

  private static void printErrorCodes(List<ObservedTurn> turnsRead) {
    Map<String, Long> codes =
        turnsRead.stream()
            .filter(turn -> !turn.isDone())
            .collect(
                Collectors.groupingBy(
                    turn -> turn.terminal().json().path("code").asText(),
                    TreeMap::new,
                    Collectors.counting()));
    if (!codes.isEmpty()) {
      System.out.println("  other error codes: " + codes);
    }
  }

  /** Removes characters that are not allowed in the header. */
  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9-]", "-");
  }

  private static void measureAfter(Measurements measurements, URI server, int pass, int turns)
      throws Exception {
    List<ContinuedAnswer> answers =
        HttpWorkload.runAll(
            turns,
            ARRIVAL_INTERVAL_MS,
            i -> () -> ContinuedAnswer.run(server, i, "after-" + pass + "-" + i));
    List<ContinuedAnswer> interrupted =
        answers.stream().filter(answer -> answer.interruptions() > 0).toList();
    String prefix = "answers fail after the first token: ";
    measurements.record(prefix + "broke off", 100.0 * interrupted.size() / turns, "%");
    measurements.record(
        prefix + "of those, one plain error per break, with its text kept",
        percent(
            interrupted,
            interrupted.stream().filter(ContinuedAnswer::isEachBreakResumable).count()),
        "%",
        Target.atLeast(ALL_PERCENT));
    measurements.record(
        prefix + "of those, completed by continuation",
        percent(interrupted, interrupted.stream().filter(ContinuedAnswer::isComplete).count()),
        "%",
        Target.atLeast(ALL_PERCENT));
    measurements.record(
        prefix + "turns it took, at most",
        1 + answers.stream().mapToInt(ContinuedAnswer::interruptions).max().orElse(0),
        "turns");
  }

  private static double percent(List<ContinuedAnswer> all, long count) {
    return all.isEmpty() ? ALL_PERCENT : 100.0 * count / all.size();
  }

  /**
   * An answer, with all the turns it took.
   *
   * @param isEachBreakResumable whether each interrupted turn ended in one resumable error and was
   *     stored
   */
  private record ContinuedAnswer(List<ObservedTurn> turns, boolean isEachBreakResumable) {

    static ContinuedAnswer run(URI server, int number, String key) throws Exception {
      List<ObservedTurn> turns = new ArrayList<>();
      boolean resumable = true;
      ObservedTurn turn = ObservedTurn.post(server, question(number), key);
      turns.add(turn);
      while (!turn.isDone() && turns.size() < MAX_ATTEMPTS) {
        resumable &= turn.endedInResumableError() && turn.isPersisted(server);
        turn = ObservedTurn.continueTurn(server, turn);
        turns.add(turn);
      }
      return new ContinuedAnswer(turns, resumable);
    }

    int interruptions() {
      return turns.size() - 1;
    }

    /** Returns whether the answer is done and has the length of a complete answer. */
    boolean isComplete() {
      int words = turns.stream().mapToInt(turn -> turn.text().length()).sum();
      return turns.getLast().isDone() && words >= OUTPUT_TOKENS;
    }
  }
}
