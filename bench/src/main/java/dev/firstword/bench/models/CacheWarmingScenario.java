package dev.firstword.bench.models;

import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.routing.caching.RefreshPolicy;
import dev.firstword.core.routing.caching.TokenPricing;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Measures the total cost of keeping a prefix warm, in virtual time, compared with never refreshing
 * it and with always refreshing it, both with a TTL of five minutes. Costs are multiples of the
 * prefix's uncached price. Its length does not matter, as long as the question after it is short in
 * comparison.
 */
final class CacheWarmingScenario {

  private static final int SEEDS = 20;
  private static final int TURNS = 1_000;
  private static final double MAX_RATIO = 1.01;
  private static final TokenPricing TARIFF = TokenPricing.withExplicitCaching(1, 5);

  private CacheWarmingScenario() {}

  static void measure(Measurements measurements) throws IOException {
    for (ArrivalPattern pattern : ArrivalPattern.values()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        record(pattern.label(), pattern.sample(TURNS, new SplittableRandom(seed)), measurements);
      }
    }
    long[] all =
        AzureTrace.read().stream().mapToLong(request -> request.offset().toMillis()).toArray();
    record("Azure trace: as it is", all, measurements);
    for (int seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      record("Azure trace: one in 20, 60 times slower", thin(all, 20, 60, random), measurements);
      record("Azure trace: one in 20, 600 times slower", thin(all, 20, 600, random), measurements);
    }
  }

  private static long[] thin(long[] all, int oneIn, int slower, RandomGenerator random) {
    return Arrays.stream(all)
        .filter(_ -> random.nextInt(oneIn) == 0)
        .map(ms -> ms * slower)
        .toArray();
  }

  private static void record(String name, long[] turns, Measurements measurements) {
    double best = Math.min(fixedCost(turns, false), fixedCost(turns, true));
    measurements.record(
        "kept warm, " + name + ": cost relative to the better of never and always",
        policyCost(turns) / best,
        "x",
        Target.atMost(MAX_RATIO));
  }

  /** Returns the cost of the policy, which decides from one turn and one refresh to the next. */
  private static double policyCost(long[] turns) {
    RefreshPolicy policy = new RefreshPolicy(TARIFF, EnumSet.allOf(CacheTtl.class), true);
    CacheTtl ttl = CacheTtl.FIVE_MINUTES;
    long expiresAtMs = -1;
    double cost = 0;
    for (int i = 0; i < turns.length; i++) {
      policy.recordArrival(turns[i]);
      boolean warm = turns[i] < expiresAtMs;
      ttl = warm ? ttl : policy.ttl();
      cost += warm ? TARIFF.readFactor() : writeCost(ttl);
      expiresAtMs = turns[i] + ttl.duration().toMillis();
      long nextMs = i + 1 < turns.length ? turns[i + 1] : turns[i];
      long dueMs = expiresAtMs - RefreshPolicy.leadTime(ttl).toMillis();
      while (dueMs < nextMs && policy.isWorthRefreshing(ttl, dueMs)) {
        cost += TARIFF.readFactor();
        expiresAtMs = dueMs + ttl.duration().toMillis();
        dueMs = expiresAtMs - RefreshPolicy.leadTime(ttl).toMillis();
      }
    }
    return cost;
  }

  /** Returns the cost with a TTL of five minutes, refreshed always or never. */
  private static double fixedCost(long[] turns, boolean alwaysRefresh) {
    CacheTtl ttl = CacheTtl.FIVE_MINUTES;
    long stepMs = ttl.duration().minus(RefreshPolicy.leadTime(ttl)).toMillis();
    double cost = writeCost(ttl);
    for (int i = 1; i < turns.length; i++) {
      long gapMs = turns[i] - turns[i - 1];
      long refreshes = alwaysRefresh ? gapMs / stepMs : 0;
      boolean warm = alwaysRefresh || gapMs < ttl.duration().toMillis();
      cost += warm ? TARIFF.readFactor() : writeCost(ttl);
      cost += TARIFF.readFactor() * refreshes;
    }
    return cost;
  }

  private static double writeCost(CacheTtl ttl) {
    return switch (ttl) {
      case FIVE_MINUTES -> TARIFF.writeFactor();
      case ONE_HOUR -> TARIFF.oneHourWriteFactor();
    };
  }
}
