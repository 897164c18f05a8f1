package dev.firstword.core.answer;

import dev.firstword.core.statistics.Distribution;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Caches the first estimates of answers. Turns that start together share the statistics that their
 * first estimates depend on, so most of them need not compute one. Callable from any thread.
 */
final class FirstEstimates {

  /** Statistics change four times a second, and only the newest are asked for again. */
  private static final int MAX_ENTRIES = 64;

  private final Map<Statistics, Times> entries = new ConcurrentHashMap<>();

  /** What an estimate depends on. Equal only to the very same distributions. */
  record Statistics(Distribution firstTokenMs, Distribution tokensPerSecond, Distribution tokens) {}

  /**
   * The 10th, 50th and 90th percentile of two durations, in milliseconds from the model call.
   *
   * @param firstToken until the first token
   * @param total until the last token
   */
  record Times(Percentiles firstToken, Percentiles total) {}

  /** Three percentiles. */
  record Percentiles(double p10, double p50, double p90) {

    /** Returns the percentiles of values, which are sorted. */
    static Percentiles of(double[] values) {
      Arrays.sort(values);
      return new Percentiles(at(values, 0.1), at(values, 0.5), at(values, 0.9));
    }

    private static double at(double[] sorted, double quantile) {
      return sorted[(int) (quantile * (sorted.length - 1))];
    }
  }

  Times get(Statistics statistics, Supplier<Times> compute) {
    Times known = entries.get(statistics);
    if (known != null) {
      return known;
    }
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
    Times computed = compute.get();
    entries.put(statistics, computed);
    return computed;
  }
}
