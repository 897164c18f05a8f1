package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/**
 * A log-normal distribution of a latency, given by two percentiles in milliseconds.
 *
 * <p>Measured times to first token fit a log-normal well. Its sigma is {@code ln(p99 / p50) /
 * 2.3263}, 2.3263 being the standard normal's 99th percentile.
 */
public record LatencyDistribution(double p50Millis, double p99Millis) {
  private static final double NORMAL_P99 = 2.3263;

  public LatencyDistribution {
    if (!(p50Millis >= 0) || !(p99Millis >= p50Millis)) {
      throw new IllegalArgumentException("must satisfy 0 <= p50 <= p99");
    }
  }

  public double sigma() {
    return p50Millis == 0 ? 0 : Math.log(p99Millis / p50Millis) / NORMAL_P99;
  }

  public double sampleMillis(RandomGenerator random) {
    return p50Millis * Math.exp(sigma() * random.nextGaussian());
  }
}
