package dev.firstword.window;

import java.util.Arrays;

/**
 * How likely each value is, as far as it is known. Values that were only seen to be <em>at
 * least</em> so large (a call that was closed before its first token) count for what they say, as
 * in Kaplan and Meier's estimator (1958): leaving them out would make the slow look quick.
 *
 * <p>Immutable. Percentiles are within 1 % of those of the values it was made from.
 */
public final class Distribution {

  /** The normal distribution's 99th percentile. */
  private static final double NORMAL_P99 = 2.3263;

  private static final Distribution NOTHING = new Distribution(new double[0], new double[0]);

  private final double[] seen;
  private final double[] atLeast;

  /** The share of values up to each bin's end. */
  private final double[] upTo;

  private final double count;
  private final double seenCount;

  /** The last bin that has anything. */
  private final int largest;

  /** Takes the arrays over; by bin, of one length. */
  Distribution(double[] seen, double[] atLeast) {
    this.seen = seen;
    this.atLeast = atLeast;
    this.seenCount = Arrays.stream(seen).sum();
    this.count = seenCount + Arrays.stream(atLeast).sum();
    this.upTo = shares(seen, atLeast, count);
    this.largest = lastUsed(seen, atLeast);
  }

  private static int lastUsed(double[] seen, double[] atLeast) {
    int last = seen.length - 1;
    while (last > 0 && seen[last] <= 0 && atLeast[last] <= 0) {
      last--;
    }
    return Math.max(last, 0);
  }

  private static double[] shares(double[] seen, double[] atLeast, double count) {
    double[] upTo = new double[seen.length];
    double atRisk = count;
    double beyond = 1;
    for (int bin = 0; bin < seen.length; bin++) {
      if (seen[bin] > 0) {
        beyond *= Math.max(0, 1 - seen[bin] / atRisk);
      }
      atRisk -= seen[bin] + atLeast[bin];
      upTo[bin] = 1 - beyond;
    }
    return upTo;
  }

  /** Of which nothing is known. */
  public static Distribution nothing() {
    return NOTHING;
  }

  /**
   * The log-normal distribution through two percentiles, which measured first-token times fit well.
   *
   * @param weight how many measurements it is to count for beside others
   */
  public static Distribution logNormal(double p50, double p99, double weight) {
    double sigma = Math.max(Math.log(p99 / p50) / NORMAL_P99, 1e-6);
    double[] seen = new double[Bins.COUNT];
    double below = 0;
    for (int bin = 0; bin < seen.length; bin++) {
      double upTo =
          bin == seen.length - 1 ? 1 : normalShare(Math.log(Bins.upper(bin) / p50) / sigma);
      seen[bin] = (upTo - below) * weight;
      below = upTo;
    }
    return new Distribution(seen, new double[seen.length]);
  }

  /** All the same. */
  public static Distribution always(double value, double weight) {
    double[] seen = new double[Bins.COUNT];
    seen[Bins.of(value)] = weight;
    return new Distribution(seen, new double[seen.length]);
  }

  /** Abramowitz and Stegun 26.2.17, right to 7.5e-8. */
  private static double normalShare(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    double tail =
        density
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z > 0 ? 1 - tail : tail;
  }

  /** Both together, each by its weight. */
  public Distribution with(Distribution other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    double[] bothSeen = seen.clone();
    double[] bothAtLeast = atLeast.clone();
    for (int bin = 0; bin < bothSeen.length; bin++) {
      bothSeen[bin] += other.seen[bin];
      bothAtLeast[bin] += other.atLeast[bin];
    }
    return new Distribution(bothSeen, bothAtLeast);
  }

  /** The same with another weight. */
  public Distribution weighing(double weight) {
    if (isEmpty() || weight <= 0) {
      return NOTHING;
    }
    double factor = weight / count;
    return new Distribution(
        Arrays.stream(seen).map(value -> value * factor).toArray(),
        Arrays.stream(atLeast).map(value -> value * factor).toArray());
  }

  public boolean isEmpty() {
    return count <= 0;
  }

  /** How many measurements it rests on, those that were only seen to be at least so large too. */
  public double count() {
    return count;
  }

  /** How many of those were seen as they are. */
  public double seen() {
    return seenCount;
  }

  /** Only of those values that were seen as they are. */
  public Distribution ofSeen() {
    return seenCount == count ? this : new Distribution(seen, new double[seen.length]);
  }

  /** Whether the value that a share does not exceed is among those that were seen. */
  public boolean knows(double share) {
    return !isEmpty() && upTo[upTo.length - 1] >= share;
  }

  /**
   * The value that a share of all values does not exceed. Where it is beyond what was seen: the
   * largest that was.
   *
   * @param share over 0, up to 1
   * @throws IllegalStateException when nothing is known
   */
  public double quantile(double share) {
    if (isEmpty()) {
      throw new IllegalStateException("there is no percentile of nothing");
    }
    int bin = firstReaching(share - 1e-9);
    return Bins.middle(bin < upTo.length ? bin : largest);
  }

  /** The first bin up to whose end there is such a share; the number of bins when there is none. */
  private int firstReaching(double share) {
    int low = 0;
    int high = upTo.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] >= share) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The share of values up to that one. */
  public double shareUpTo(double value) {
    return isEmpty() ? 0 : upTo[Bins.of(value)];
  }

  /** Of a value that is known to be larger than that, the value that a share does not exceed. */
  public double quantileBeyond(double value, double share) {
    double before = shareUpTo(value);
    return Math.max(value, quantile(before + share * (1 - before)));
  }

  /** So many values, equally likely, in order: what it takes to reckon with it. */
  public double[] points(int number) {
    return pointsBeyond(0, number);
  }

  /** The same of a value that is known to be larger than that. */
  public double[] pointsBeyond(double value, int number) {
    double[] points = new double[number];
    for (int i = 0; i < number; i++) {
      points[i] = quantileBeyond(value, (i + 0.5) / number);
    }
    return points;
  }
}
