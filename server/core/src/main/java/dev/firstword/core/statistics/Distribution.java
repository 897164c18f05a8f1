package dev.firstword.core.statistics;

import java.util.Arrays;

/**
 * An empirical distribution that supports censored values. A value is censored if it is known only
 * to be <em>at least</em> a given size, such as the latency of a call closed before its first
 * token. Censored values are weighted by the Kaplan-Meier estimator (1958), since dropping them
 * would make slow models look fast.
 *
 * <p>Immutable. Percentiles are within 1 % of those of the values it was built from. Neither
 * sketches-java nor HdrHistogram nor t-digest supports censored values (decision 58).
 */
public final class Distribution {

  /** The normal distribution's 99th percentile. */
  private static final double NORMAL_P99 = 2.3263;

  private static final Distribution EMPTY = new Distribution(new double[0], new double[0]);

  private final double[] observed;
  private final double[] censored;

  /** The share of values up to the end of each bin. */
  private final double[] cumulative;

  private final double count;
  private final double observedCount;

  /** The last bin with a nonzero count. */
  private final int lastUsedBin;

  /** Takes ownership of the arrays, which hold counts by bin and have equal lengths. */
  Distribution(double[] observed, double[] censored) {
    this.observed = observed;
    this.censored = censored;
    this.observedCount = Arrays.stream(observed).sum();
    this.count = observedCount + Arrays.stream(censored).sum();
    this.cumulative = cumulativeShares(observed, censored, count);
    this.lastUsedBin = findLastUsed(observed, censored);
  }

  private static int findLastUsed(double[] observed, double[] censored) {
    int last = observed.length - 1;
    while (last > 0 && observed[last] <= 0 && censored[last] <= 0) {
      last--;
    }
    return Math.max(last, 0);
  }

  private static double[] cumulativeShares(double[] observed, double[] censored, double count) {
    double[] cumulative = new double[observed.length];
    double atRisk = count;
    double survival = 1;
    for (int bin = 0; bin < observed.length; bin++) {
      if (observed[bin] > 0) {
        survival *= Math.max(0, 1 - observed[bin] / atRisk);
      }
      atRisk -= observed[bin] + censored[bin];
      cumulative[bin] = 1 - survival;
    }
    return cumulative;
  }

  /** Returns a distribution without values. */
  public static Distribution empty() {
    return EMPTY;
  }

  /**
   * Returns the log-normal distribution through two percentiles, a good fit for measured times to
   * first token.
   *
   * @param weight how many measurements it counts as when combined with others
   */
  public static Distribution logNormal(double p50, double p99, double weight) {
    double sigma = Math.max(Math.log(p99 / p50) / NORMAL_P99, 1e-6);
    double[] observed = new double[Bins.COUNT];
    double below = 0;
    for (int bin = 0; bin < observed.length; bin++) {
      double cumulative =
          bin == observed.length - 1 ? 1 : normalCdf(Math.log(Bins.upperBound(bin) / p50) / sigma);
      observed[bin] = (cumulative - below) * weight;
      below = cumulative;
    }
    return new Distribution(observed, new double[observed.length]);
  }

  /** Returns a distribution of a single value. */
  public static Distribution constant(double value, double weight) {
    double[] observed = new double[Bins.COUNT];
    observed[Bins.indexOf(value)] = weight;
    return new Distribution(observed, new double[observed.length]);
  }

  /** Abramowitz and Stegun 26.2.17, accurate to 7.5e-8. */
  private static double normalCdf(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double tail =
        density
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z > 0 ? 1 - tail : tail;
  }

  /** Returns both distributions combined by weight. */
  public Distribution plus(Distribution other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    double[] sumObserved = observed.clone();
    double[] sumCensored = censored.clone();
    for (int bin = 0; bin < sumObserved.length; bin++) {
      sumObserved[bin] += other.observed[bin];
      sumCensored[bin] += other.censored[bin];
    }
    return new Distribution(sumObserved, sumCensored);
  }

  /** Returns a copy scaled to the weight. */
  public Distribution withWeight(double weight) {
    if (isEmpty() || weight <= 0) {
      return EMPTY;
    }
    double factor = weight / count;
    return new Distribution(
        Arrays.stream(observed).map(value -> value * factor).toArray(),
        Arrays.stream(censored).map(value -> value * factor).toArray());
  }

  public boolean isEmpty() {
    return count <= 0;
  }

  /** Returns how many measurements it is based on, censored ones included. */
  public double count() {
    return count;
  }

  /** Returns how many of the measurements are exact, not censored. */
  public double observedCount() {
    return observedCount;
  }

  /** Returns the distribution of the exact values only, without the censored ones. */
  public Distribution observedOnly() {
    return observedCount == count ? this : new Distribution(observed, new double[observed.length]);
  }

  /** Returns whether this quantile lies within the observed values. */
  public boolean hasObserved(double share) {
    return !isEmpty() && cumulative[cumulative.length - 1] >= share;
  }

  /**
   * Returns the quantile: the value that a share of all values does not exceed. If it lies beyond
   * the observed values, returns the largest observed.
   *
   * @param share over 0, up to 1
   * @throws IllegalStateException if the distribution is empty
   */
  public double quantile(double share) {
    if (isEmpty()) {
      throw new IllegalStateException("an empty distribution has no quantile");
    }
    int bin = firstBinReaching(share - 1e-9);
    return Bins.midpoint(bin < cumulative.length ? bin : lastUsedBin);
  }

  /**
   * Returns the first bin up to whose end the cumulative share is reached; the number of bins if
   * none.
   */
  private int firstBinReaching(double share) {
    int low = 0;
    int high = cumulative.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] >= share) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Returns the share of values up to this one: the cumulative distribution function. */
  public double cdf(double value) {
    return isEmpty() ? 0 : cumulative[Bins.indexOf(value)];
  }

  /** Returns the quantile of a value that is known to exceed the given one. */
  public double quantileGivenExceeds(double value, double share) {
    double probability = cdf(value);
    return Math.max(value, quantile(probability + share * (1 - probability)));
  }

  /** Returns this many equally likely values in ascending order, for discrete computations. */
  public double[] quantilePoints(int size) {
    return quantilePointsGivenExceeds(0, size);
  }

  /**
   * Returns equally likely values like {@link #quantilePoints}, of a value that is known to exceed
   * the given one.
   */
  public double[] quantilePointsGivenExceeds(double value, int size) {
    double[] points = new double[size];
    for (int i = 0; i < size; i++) {
      points[i] = quantileGivenExceeds(value, (i + 0.5) / size);
    }
    return points;
  }
}
