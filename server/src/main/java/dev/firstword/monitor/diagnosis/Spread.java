package dev.firstword.monitor.diagnosis;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The percentiles of some values, exactly; of none all are NaN. */
public record Spread(int count, double p50, double p95, double p99) {

  static Spread of(double... values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return new Spread(sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
  }

  static <T> Spread of(Collection<T> all, ToDoubleFunction<T> value) {
    return of(all.stream().mapToDouble(value).toArray());
  }

  private static double at(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
  }

  /** By how much each percentile is above the other's. */
  public Spread minus(Spread other) {
    return new Spread(count, p50 - other.p50, p95 - other.p95, p99 - other.p99);
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
