package dev.firstword.operations.diagnosis;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Exact percentiles of some values. Without any values all of them are NaN. */
public record ExactPercentiles(int count, double p50, double p95, double p99) {

  static ExactPercentiles of(double... values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return new ExactPercentiles(sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
  }

  static <T> ExactPercentiles of(Collection<T> all, ToDoubleFunction<T> value) {
    return of(all.stream().mapToDouble(value).toArray());
  }

  private static double at(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
  }

  /** Returns the differences to other percentiles. */
  public ExactPercentiles minus(ExactPercentiles other) {
    return new ExactPercentiles(count, p50 - other.p50, p95 - other.p95, p99 - other.p99);
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
