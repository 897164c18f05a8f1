package dev.firstword.bench.models;

import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.routing.Catalogue;
import dev.firstword.core.routing.CatalogueModel;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Hedging;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Measures the benefit of hedging over five thousand turns, with a faster model as fallback. The
 * times to first token are independent: 1,500 ms at the median and 4,000 at the 99th percentile.
 * The result is compared with the best that one hedge can achieve at the same rate of extra calls,
 * which a separate simulation determined.
 */
final class HedgingScenario {

  private static final LogNormal SLOW = new LogNormal(1500, 4000);
  private static final LogNormal FAST = new LogNormal(300, 800);
  private static final int SEEDS = 20;
  private static final int WARM_UP_TURNS = 2_000;
  private static final int TURNS = 5_000;
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final double MAX_RATIO = 1.03;
  private static final String COMPLEX = "Compare the two drafts.";

  private HedgingScenario() {}

  /** A rate of extra calls, and the best known 99th percentile for it. */
  private record Rate(double rate, double bestMs) {}

  private static final List<Rate> RATES =
      List.of(new Rate(0, 4000), new Rate(0.05, 3353), new Rate(0.1, 3002), new Rate(0.2, 2641));

  static void measure(Measurements measurements) {
    double[] unhedged = new double[SEEDS];
    for (Rate rate : RATES) {
      double[] p99 = new double[SEEDS];
      int maxPerThousandTurns = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        Outcome answer = run(seed, rate.rate, false);
        p99[seed] = answer.p99;
        maxPerThousandTurns = Math.max(maxPerThousandTurns, answer.maxPerThousandTurns);
        if (rate.rate == 0) {
          unhedged[seed] = answer.p99;
        }
        measurements.record(
            name(rate) + "p99 of the first token, each of " + SEEDS + " seeds", p99[seed], "ms");
      }
      double median = VirtualWorkload.median(p99);
      if (rate.rate > 0) {
        measurements.record(
            name(rate) + "p99, median of the seeds, against the best of one hedge",
            median / rate.bestMs,
            "x",
            Target.atMost(MAX_RATIO));
        measurements.record(
            name(rate) + "maximum extra calls in any 1,000 turns",
            maxPerThousandTurns,
            "calls",
            Target.atMost(rate.rate * 1_000));
      }
    }
    for (int seed = 0; seed < SEEDS; seed++) {
      measurements.record(
          "whole provider slow at times, p99 with 5 % hedged against none",
          run(seed, 0.05, true).p99 / run(seed, 0, true).p99, "x", Target.atMost(1.05));
    }
  }

  private static String name(Rate rate) {
    return "extra calls " + Math.round(rate.rate * 100) + " %: ";
  }

  private record Outcome(double p99, int maxPerThousandTurns) {}

  private static Outcome run(int seed, double rate, boolean correlated) {
    VirtualEventLoop loop = new VirtualEventLoop();
    RandomGenerator random = new SplittableRandom(seed);
    CorrelatedSlowdown slowdown = new CorrelatedSlowdown(loop, correlated);
    RandomLatencyModel slow =
        new RandomLatencyModel("a", loop, random, () -> SLOW.times(slowdown.factor()));
    RandomLatencyModel fast =
        new RandomLatencyModel("b", loop, random, () -> FAST.times(slowdown.factor()));
    Router router =
        new Router(
            new Catalogue(
                List.of(model("slow", slow, 15, SLOW), model("fast", fast, 1, FAST)),
                loop::nanoTime),
            WarmPrefixes.NONE,
            RoutingRules.DEFAULTS.with(new Hedging(rate, null, false)));
    VirtualWorkload turns = new VirtualWorkload(loop, router);
    HedgeCounter counter = new HedgeCounter(router);
    List<VirtualWorkload.VirtualTurn> all =
        turns.run(
            WARM_UP_TURNS + TURNS,
            INTERVAL,
            _ -> {
              counter.sample();
              return COMPLEX;
            },
            null);
    return new Outcome(
        VirtualWorkload.quantile(all.subList(WARM_UP_TURNS, all.size()), 0.99),
        counter.maxPerThousandTurns());
  }

  private static CatalogueModel model(
      String name, RandomLatencyModel provider, double cost, LogNormal assumed) {
    return new CatalogueModel(
        name,
        provider,
        cost,
        Duration.ofMillis(Math.round(assumed.p50())),
        Duration.ofMillis(Math.round(assumed.p99())),
        50);
  }

  /** Slows all calls down threefold for ten seconds of each minute, if enabled. */
  private record CorrelatedSlowdown(VirtualEventLoop loop, boolean enabled) {

    double factor() {
      return enabled && loop.nanoTime() / 1_000_000_000L % 60 >= 50 ? 3 : 1;
    }
  }
}
