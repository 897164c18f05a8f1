package dev.firstword.bench.models;

import dev.firstword.bench.models.Rival.Candidate;
import dev.firstword.bench.models.VirtualTurns.Turn;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.routing.Catalogue;
import dev.firstword.routing.CatalogueModel;
import dev.firstword.routing.Router;
import dev.firstword.routing.RoutingRules;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How soon a model is left that has become slow: a thousand mixed turns, two a second, each with a
 * second to its first word; half-way the middle model drifts from 700 to 3,000 ms at the median.
 * Beside a router that knows only the table it was started with and one that goes by the mean, over
 * the same models, questions and moments.
 */
final class DriftQuestion {

  private static final int SEEDS = 20;
  private static final int TURNS = 1_000;
  private static final Duration APART = Duration.ofMillis(500);
  private static final double DRIFT_S = TURNS / 2 * APART.toMillis() / 1_000.0;
  private static final double DURING_S = 60;
  private static final Duration BUDGET = Duration.ofSeconds(1);

  /** So many turns in a row that would have had it have another one: it is left. */
  private static final int LEFT = 5;

  private static final LogNormal BEST = new LogNormal(1500, 4000);

  /** With a 99th percentile inside the budget, or nobody would have taken it before the drift. */
  private static final LogNormal MIDDLE = new LogNormal(700, 950);

  private static final LogNormal MIDDLE_AFTER = new LogNormal(3000, 3000.0 / 700 * 950);
  private static final LogNormal FAST = new LogNormal(300, 800);

  private static final List<String> QUESTIONS =
      List.of("Hello!", "word ".repeat(20), "Compare the two drafts.");

  private DriftQuestion() {}

  /** Who chooses. */
  private enum Chooser {
    FIRSTWORD("the router"),
    TABLE("by the start table"),
    MEAN("by the mean");

    private final String words;

    Chooser(String words) {
      this.words = words;
    }
  }

  static void ask(Passes passes) {
    for (Chooser chooser : Chooser.values()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        record(passes, chooser, run(seed, chooser));
      }
    }
  }

  private static void record(Passes passes, Chooser chooser, List<Turn> turns) {
    String name = "drift, " + chooser.words + ": ";
    passes.record(
        name + "seconds until it is left",
        secondsUntilLeft(turns),
        "s",
        chooser == Chooser.FIRSTWORD ? Target.atMost(DURING_S) : Target.none());
    share(passes, name + "turns inside the budget before the drift", turns, 0, DRIFT_S);
    share(
        passes,
        name + "turns inside the budget in the 60 s after it",
        turns,
        DRIFT_S,
        DRIFT_S + DURING_S);
    share(
        passes,
        name + "turns inside the budget from then on",
        turns,
        DRIFT_S + DURING_S,
        Double.MAX_VALUE);
  }

  private static void share(
      Passes passes, String name, List<Turn> turns, double fromSeconds, double toSeconds) {
    List<Turn> then =
        turns.stream()
            .filter(turn -> turn.beganSeconds() >= fromSeconds && turn.beganSeconds() < toSeconds)
            .toList();
    passes.record(name, 100 * VirtualTurns.shareWithin(then, BUDGET), "%");
  }

  /** All the time that was left, where it was never left. */
  private static double secondsUntilLeft(List<Turn> turns) {
    int elsewhere = 0;
    double since = 0;
    for (Turn turn : turns) {
      if (turn.beganSeconds() < DRIFT_S || turn.question().equals(QUESTIONS.getFirst())) {
        continue;
      }
      if (turn.firstModel().equals("middle")) {
        elsewhere = 0;
      } else if (++elsewhere == 1) {
        since = turn.beganSeconds();
      }
      if (elsewhere == LEFT) {
        return since - DRIFT_S;
      }
    }
    return DRIFT_S;
  }

  private static List<Turn> run(int seed, Chooser chooser) {
    VirtualLoop loop = new VirtualLoop();
    RandomGenerator random = new SplittableRandom(seed);
    DrawnModel best = new DrawnModel("best", loop, random, () -> BEST);
    DrawnModel middle =
        new DrawnModel(
            "middle", loop, random, () -> loop.nanoTime() / 1e9 < DRIFT_S ? MIDDLE : MIDDLE_AFTER);
    DrawnModel fast = new DrawnModel("fast", loop, random, () -> FAST);
    RandomGenerator questions = new SplittableRandom(seed + 1_000L);
    return turns(chooser, loop, best, middle, fast)
        .ask(TURNS, APART, _ -> QUESTIONS.get(questions.nextInt(QUESTIONS.size())), BUDGET);
  }

  private static VirtualTurns turns(
      Chooser chooser, VirtualLoop loop, DrawnModel best, DrawnModel middle, DrawnModel fast) {
    List<Candidate> bestFirst =
        List.of(
            new Candidate(best, BEST.p50(), BEST.p99()),
            new Candidate(middle, MIDDLE.p50(), MIDDLE.p99()),
            new Candidate(fast, FAST.p50(), FAST.p99()));
    return switch (chooser) {
      case FIRSTWORD ->
          new VirtualTurns(
              loop,
              new Router(
                  new Catalogue(
                      List.of(
                          model(best, 15, BEST), model(middle, 5, MIDDLE), model(fast, 1, FAST)),
                      loop::nanoTime),
                  WarmPrefixes.NONE,
                  RoutingRules.DEFAULTS));
      case TABLE -> new VirtualTurns(loop, Rival.byTable(loop, bestFirst));
      case MEAN -> new VirtualTurns(loop, Rival.byMean(loop, bestFirst));
    };
  }

  private static CatalogueModel model(DrawnModel provider, double cost, LogNormal assumed) {
    return new CatalogueModel(
        provider.name(),
        provider,
        cost,
        Duration.ofMillis(Math.round(assumed.p50())),
        Duration.ofMillis(Math.round(assumed.p99())),
        50);
  }
}
