package dev.firstword.bench.virtual;

import java.util.random.RandomGenerator;

/**
 * A time to a first token as measured ones are: log-normal through two percentiles, in
 * milliseconds.
 */
public record LogNormal(double p50, double p99) {

  /** The normal distribution's 99th percentile. */
  private static final double NORMAL_P99 = 2.3263;

  public double draw(RandomGenerator random) {
    return p50 * Math.exp(Math.log(p99 / p50) / NORMAL_P99 * random.nextGaussian());
  }

  public LogNormal times(double factor) {
    return new LogNormal(p50 * factor, p99 * factor);
  }
}
