package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/**
 * The distribution of the gaps between a model's tokens: a log-normal body and rare stalls, with
 * the requested mean rate.
 *
 * <p>The body's shape is measured (p50 13.7 ms, p99 57 ms between tokens). One gap in a thousand is
 * a stall of 15 to 45 mean gaps. Everything is scaled together, so that a thousand tokens take as
 * long as the rate implies, stalls included.
 */
public record InterTokenLatency(double tokensPerSecond) {
  static final double STALL_PROBABILITY = 0.001;
  static final double MIN_STALL = 15;
  static final double MAX_STALL = 45;

  private static final double SIGMA = Math.log(57 / 13.7) / 2.3263;
  private static final double STALL_MEAN_SHARE = STALL_PROBABILITY * (MIN_STALL + MAX_STALL) / 2;

  /** The body's median as a share of the mean gap, chosen so that the mixture's mean is one. */
  private static final double BODY_MEDIAN =
      (1 - STALL_MEAN_SHARE) / (1 - STALL_PROBABILITY) / Math.exp(SIGMA * SIGMA / 2);

  public InterTokenLatency {
    if (!(tokensPerSecond > 0)) {
      throw new IllegalArgumentException("tokensPerSecond must be greater than 0");
    }
  }

  public double sampleMillis(RandomGenerator random) {
    return 1000 / tokensPerSecond * sampleRatio(random);
  }

  private static double sampleRatio(RandomGenerator random) {
    if (random.nextDouble() < STALL_PROBABILITY) {
      return MIN_STALL + (MAX_STALL - MIN_STALL) * random.nextDouble();
    }
    return BODY_MEDIAN * Math.exp(SIGMA * random.nextGaussian());
  }
}
