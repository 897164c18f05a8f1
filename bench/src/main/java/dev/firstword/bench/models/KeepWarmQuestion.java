package dev.firstword.bench.models;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.prompt.CacheLife;
import dev.firstword.routing.caching.RefreshPolicy;
import dev.firstword.routing.caching.Tariff;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What keeping a prefix warm costs in all, in virtual time, against never refreshing it and against
 * always refreshing it, both with the life of five minutes. In multiples of what the prefix costs
 * uncached: its length does not matter, as long as the question behind it is short against it.
 */
final class KeepWarmQuestion {

  private static final int SEEDS = 20;
  private static final int TURNS = 1_000;
  private static final double ALLOWED = 1.01;
  private static final Tariff TARIFF = Tariff.marked(1, 5);

  private KeepWarmQuestion() {}

  static void ask(Passes passes) throws IOException {
    for (Arrivals pattern : Arrivals.values()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        record(pattern.words(), pattern.draw(TURNS, new SplittableRandom(seed)), passes);
      }
    }
    long[] all =
        AzureTrace.read().stream().mapToLong(request -> request.after().toMillis()).toArray();
    record("Azure trace: as it is", all, passes);
    for (int seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      record("Azure trace: one in 20, 60 times slower", thinned(all, 20, 60, random), passes);
      record("Azure trace: one in 20, 600 times slower", thinned(all, 20, 600, random), passes);
    }
  }

  private static long[] thinned(long[] all, int oneIn, int slower, RandomGenerator random) {
    return Arrays.stream(all)
        .filter(_ -> random.nextInt(oneIn) == 0)
        .map(ms -> ms * slower)
        .toArray();
  }

  private static void record(String name, long[] turns, Passes passes) {
    double best = Math.min(fixed(turns, false), fixed(turns, true));
    passes.record(
        "kept warm, " + name + ": cost against the better of never and always",
        learned(turns) / best,
        "x",
        Target.atMost(ALLOWED));
  }

  /** The cost of the policy, as it decides from one turn and one refresh to the next. */
  private static double learned(long[] turns) {
    RefreshPolicy policy = new RefreshPolicy(TARIFF, EnumSet.allOf(CacheLife.class), true);
    CacheLife held = CacheLife.FIVE_MINUTES;
    long forgottenMs = -1;
    double cost = 0;
    for (int i = 0; i < turns.length; i++) {
      policy.arrived(turns[i]);
      boolean warm = turns[i] < forgottenMs;
      held = warm ? held : policy.life();
      cost += warm ? TARIFF.read() : written(held);
      forgottenMs = turns[i] + held.duration().toMillis();
      long nextMs = i + 1 < turns.length ? turns[i + 1] : turns[i];
      long dueMs = forgottenMs - RefreshPolicy.ahead(held).toMillis();
      while (dueMs < nextMs && policy.isWorthRefreshing(held, dueMs)) {
        cost += TARIFF.read();
        forgottenMs = dueMs + held.duration().toMillis();
        dueMs = forgottenMs - RefreshPolicy.ahead(held).toMillis();
      }
    }
    return cost;
  }

  /** The cost with five minutes' life: refreshed whenever it is about to be forgotten, or never. */
  private static double fixed(long[] turns, boolean always) {
    CacheLife life = CacheLife.FIVE_MINUTES;
    long stepMs = life.duration().minus(RefreshPolicy.ahead(life)).toMillis();
    double cost = written(life);
    for (int i = 1; i < turns.length; i++) {
      long gapMs = turns[i] - turns[i - 1];
      long refreshes = always ? gapMs / stepMs : 0;
      boolean warm = always || gapMs < life.duration().toMillis();
      cost += warm ? TARIFF.read() : written(life);
      cost += TARIFF.read() * refreshes;
    }
    return cost;
  }

  private static double written(CacheLife life) {
    return switch (life) {
      case FIVE_MINUTES -> TARIFF.write();
      case ONE_HOUR -> TARIFF.writeForAnHour();
    };
  }
}
