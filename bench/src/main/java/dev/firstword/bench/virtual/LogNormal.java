package dev.firstword.bench.virtual;

import java.util.random.RandomGenerator;

/**
 * A log-normal distribution given by two percentiles, in milliseconds. Measured times to first
 * token have this shape.
 */
public record LogNormal(double p50, double p99) {

  /** The standard normal's 99th percentile. */
  private static final double NORMAL_P99 = 2.3263;

  public double sample(RandomGenerator random) {
    return p50 * Math.exp(Math.log(p99 / p50) / NORMAL_P99 * random.nextGaussian());
  }

  public LogNormal times(double factor) {
    return new LogNormal(p50 * factor, p99 * factor);
  }
}
