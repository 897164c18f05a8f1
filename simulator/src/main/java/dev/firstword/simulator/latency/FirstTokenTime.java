package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/**
 * The time from a call's arrival to its first token: log-normal through two percentiles.
 *
 * <p>Measured first-token times fit a log-normal well; its sigma follows from the percentiles as
 * {@code ln(p99 / p50) / 2.3263}, 2.3263 being the standard normal's 99th percentile.
 */
public record FirstTokenTime(double p50Millis, double p99Millis) {
  private static final double NORMAL_P99 = 2.3263;

  public FirstTokenTime {
    if (!(p50Millis >= 0) || !(p99Millis >= p50Millis)) {
      throw new IllegalArgumentException("0 <= p50 <= p99 does not hold");
    }
  }

  public double sigma() {
    return p50Millis == 0 ? 0 : Math.log(p99Millis / p50Millis) / NORMAL_P99;
  }

  public double drawMillis(RandomGenerator random) {
    return p50Millis * Math.exp(sigma() * random.nextGaussian());
  }
}
