package dev.firstword.bench.models;

import dev.firstword.bench.models.BaselineRouter.Candidate;
import dev.firstword.bench.models.VirtualWorkload.VirtualTurn;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.routing.Catalogue;
import dev.firstword.core.routing.CatalogueModel;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRules;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Measures how soon the router leaves a model that has become slow: a thousand mixed turns, two per
 * second, each with a budget of one second to its first token. Half-way through, the middle model
 * drifts from 700 to 3,000 ms at the median. The router is compared with one that knows only its
 * initial table and with one that uses the mean, over the same models, questions and times.
 */
final class LatencyDriftScenario {

  private static final int SEEDS = 20;
  private static final int TURNS = 1_000;
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final double DRIFT_S = TURNS / 2 * INTERVAL.toMillis() / 1_000.0;
  private static final double ADAPTATION_WINDOW_S = 60;
  private static final Duration BUDGET = Duration.ofSeconds(1);

  /** The number of consecutive turns routed elsewhere after which the model counts as left. */
  private static final int SWITCH_TURNS = 5;

  private static final LogNormal BEST = new LogNormal(1500, 4000);

  /** Its 99th percentile is within the budget, or it would not be chosen before the drift. */
  private static final LogNormal MIDDLE = new LogNormal(700, 950);

  private static final LogNormal MIDDLE_AFTER = new LogNormal(3000, 3000.0 / 700 * 950);
  private static final LogNormal FAST = new LogNormal(300, 800);

  private static final List<String> QUESTIONS =
      List.of("Hello!", "word ".repeat(20), "Compare the two drafts.");

  private LatencyDriftScenario() {}

  /** The routing strategies. */
  private enum Strategy {
    ROUTER("the router"),
    TABLE("by the start table"),
    MEAN("by the mean");

    private final String label;

    Strategy(String label) {
      this.label = label;
    }
  }

  static void measure(Measurements measurements) {
    for (Strategy chooser : Strategy.values()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        record(measurements, chooser, run(seed, chooser));
      }
    }
  }

  private static void record(Measurements measurements, Strategy chooser, List<VirtualTurn> turns) {
    String name = "drift, " + chooser.label + ": ";
    measurements.record(
        name + "seconds until the model is abandoned",
        secondsUntilSwitched(turns),
        "s",
        chooser == Strategy.ROUTER ? Target.atMost(ADAPTATION_WINDOW_S) : Target.none());
    recordShareWithinBudget(
        measurements, name + "turns inside the budget before the drift", turns, 0, DRIFT_S);
    recordShareWithinBudget(
        measurements,
        name + "turns inside the budget in the 60 s after it",
        turns,
        DRIFT_S,
        DRIFT_S + ADAPTATION_WINDOW_S);
    recordShareWithinBudget(
        measurements,
        name + "turns inside the budget from then on",
        turns,
        DRIFT_S + ADAPTATION_WINDOW_S,
        Double.MAX_VALUE);
  }

  private static void recordShareWithinBudget(
      Measurements measurements,
      String name,
      List<VirtualTurn> turns,
      double fromSeconds,
      double toSeconds) {
    List<VirtualTurn> then =
        turns.stream()
            .filter(turn -> turn.startSeconds() >= fromSeconds && turn.startSeconds() < toSeconds)
            .toList();
    measurements.record(name, 100 * VirtualWorkload.shareWithin(then, BUDGET), "%");
  }

  /**
   * Returns the seconds until the router abandons the model, or the remaining time if it never
   * does.
   */
  private static double secondsUntilSwitched(List<VirtualTurn> turns) {
    int elsewhere = 0;
    double since = 0;
    for (VirtualTurn turn : turns) {
      if (turn.startSeconds() < DRIFT_S || turn.question().equals(QUESTIONS.getFirst())) {
        continue;
      }
      if (turn.firstModel().equals("middle")) {
        elsewhere = 0;
      } else if (++elsewhere == 1) {
        since = turn.startSeconds();
      }
      if (elsewhere == SWITCH_TURNS) {
        return since - DRIFT_S;
      }
    }
    return DRIFT_S;
  }

  private static List<VirtualTurn> run(int seed, Strategy chooser) {
    VirtualEventLoop loop = new VirtualEventLoop();
    RandomGenerator random = new SplittableRandom(seed);
    RandomLatencyModel best = new RandomLatencyModel("best", loop, random, () -> BEST);
    RandomLatencyModel middle =
        new RandomLatencyModel(
            "middle", loop, random, () -> loop.nanoTime() / 1e9 < DRIFT_S ? MIDDLE : MIDDLE_AFTER);
    RandomLatencyModel fast = new RandomLatencyModel("fast", loop, random, () -> FAST);
    RandomGenerator questions = new SplittableRandom(seed + 1_000L);
    return turns(chooser, loop, best, middle, fast)
        .run(TURNS, INTERVAL, _ -> QUESTIONS.get(questions.nextInt(QUESTIONS.size())), BUDGET);
  }

  private static VirtualWorkload turns(
      Strategy chooser,
      VirtualEventLoop loop,
      RandomLatencyModel best,
      RandomLatencyModel middle,
      RandomLatencyModel fast) {
    List<Candidate> bestFirst =
        List.of(
            new Candidate(best, BEST.p50(), BEST.p99()),
            new Candidate(middle, MIDDLE.p50(), MIDDLE.p99()),
            new Candidate(fast, FAST.p50(), FAST.p99()));
    return switch (chooser) {
      case ROUTER ->
          new VirtualWorkload(
              loop,
              new Router(
                  new Catalogue(
                      List.of(
                          model(best, 15, BEST), model(middle, 5, MIDDLE), model(fast, 1, FAST)),
                      loop::nanoTime),
                  WarmPrefixes.NONE,
                  RoutingRules.DEFAULTS));
      case TABLE -> new VirtualWorkload(loop, BaselineRouter.byTable(loop, bestFirst));
      case MEAN -> new VirtualWorkload(loop, BaselineRouter.byMean(loop, bestFirst));
    };
  }

  private static CatalogueModel model(RandomLatencyModel provider, double cost, LogNormal assumed) {
    return new CatalogueModel(
        provider.name(),
        provider,
        cost,
        Duration.ofMillis(Math.round(assumed.p50())),
        Duration.ofMillis(Math.round(assumed.p99())),
        50);
  }
}
