package dev.firstword.bench.models;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.routing.Catalogue;
import dev.firstword.routing.CatalogueModel;
import dev.firstword.routing.Router;
import dev.firstword.routing.RoutingRules;
import dev.firstword.routing.RoutingRules.Hedging;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a second call beside a slow one gives: five thousand turns to a model of 1,500 ms at the
 * median and 4,000 at the 99th percentile, independently drawn, where a fast one may stand in.
 * Against the best that one second call can give at that rate of extra calls, which a simulation of
 * its own found.
 */
final class HedgingQuestion {

  private static final LogNormal SLOW = new LogNormal(1500, 4000);
  private static final LogNormal FAST = new LogNormal(300, 800);
  private static final int SEEDS = 20;
  private static final int BEFORE = 2_000;
  private static final int TURNS = 5_000;
  private static final Duration APART = Duration.ofMillis(50);
  private static final double ALLOWED = 1.03;
  private static final String COMPLEX = "Compare the two drafts.";

  private HedgingQuestion() {}

  /** A rate of extra calls, and the best 99th percentile that is known for it. */
  private record Rate(double rate, double bestMs) {}

  private static final List<Rate> RATES =
      List.of(new Rate(0, 4000), new Rate(0.05, 3353), new Rate(0.1, 3002), new Rate(0.2, 2641));

  static void ask(Passes passes) {
    double[] unhedged = new double[SEEDS];
    for (Rate rate : RATES) {
      double[] p99 = new double[SEEDS];
      int mostInAThousand = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        Answer answer = run(seed, rate.rate, false);
        p99[seed] = answer.p99;
        mostInAThousand = Math.max(mostInAThousand, answer.mostInAThousand);
        if (rate.rate == 0) {
          unhedged[seed] = answer.p99;
        }
        passes.record(
            name(rate) + "p99 of the first token, each of " + SEEDS + " seeds", p99[seed], "ms");
      }
      double median = VirtualTurns.median(p99);
      if (rate.rate > 0) {
        passes.record(
            name(rate) + "p99, median of the seeds, against the best of one hedge",
            median / rate.bestMs,
            "x",
            Target.atMost(ALLOWED));
        passes.record(
            name(rate) + "most extra calls over any 1,000 turns",
            mostInAThousand,
            "calls",
            Target.atMost(rate.rate * 1_000));
      }
    }
    for (int seed = 0; seed < SEEDS; seed++) {
      passes.record(
          "whole provider slow now and then, p99 with 5 % hedged against none",
          run(seed, 0.05, true).p99 / run(seed, 0, true).p99, "x", Target.atMost(1.05));
    }
  }

  private static String name(Rate rate) {
    return "extra calls " + Math.round(rate.rate * 100) + " %: ";
  }

  private record Answer(double p99, int mostInAThousand) {}

  private static Answer run(int seed, double rate, boolean together) {
    VirtualLoop loop = new VirtualLoop();
    RandomGenerator random = new SplittableRandom(seed);
    Weather weather = new Weather(loop, together);
    DrawnModel slow = new DrawnModel("a", loop, random, () -> SLOW.times(weather.factor()));
    DrawnModel fast = new DrawnModel("b", loop, random, () -> FAST.times(weather.factor()));
    Router router =
        new Router(
            new Catalogue(
                List.of(model("slow", slow, 15, SLOW), model("fast", fast, 1, FAST)),
                loop::nanoTime),
            WarmPrefixes.NONE,
            RoutingRules.DEFAULTS.with(new Hedging(rate, null, false)));
    VirtualTurns turns = new VirtualTurns(loop, router);
    HedgeWatch watch = new HedgeWatch(router);
    List<VirtualTurns.Turn> all =
        turns.ask(
            BEFORE + TURNS,
            APART,
            _ -> {
              watch.look();
              return COMPLEX;
            },
            null);
    return new Answer(
        VirtualTurns.quantile(all.subList(BEFORE, all.size()), 0.99), watch.mostInAThousand());
  }

  private static CatalogueModel model(
      String name, DrawnModel provider, double cost, LogNormal assumed) {
    return new CatalogueModel(
        name,
        provider,
        cost,
        Duration.ofMillis(Math.round(assumed.p50())),
        Duration.ofMillis(Math.round(assumed.p99())),
        50);
  }

  /** Ten seconds in each minute everything takes three times as long, if it is to. */
  private record Weather(VirtualLoop loop, boolean changes) {

    double factor() {
      return changes && loop.nanoTime() / 1_000_000_000L % 60 >= 50 ? 3 : 1;
    }
  }
}
