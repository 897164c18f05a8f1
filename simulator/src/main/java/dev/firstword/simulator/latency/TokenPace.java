package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/**
 * The gaps between a model's tokens: a log-normal body and a rare stall, with the mean rate asked
 * for.
 *
 * <p>The body's shape is a measured one (p50 13.7 ms, p99 57 ms between tokens); one gap in a
 * thousand is a stall of 15 to 45 mean gaps. Everything is scaled together, so that a thousand
 * tokens take as long as the rate says, stalls included.
 */
public record TokenPace(double tokensPerSecond) {
  static final double STALL_CHANCE = 0.001;
  static final double SHORTEST_STALL = 15;
  static final double LONGEST_STALL = 45;

  private static final double SIGMA = Math.log(57 / 13.7) / 2.3263;
  private static final double STALL_SHARE = STALL_CHANCE * (SHORTEST_STALL + LONGEST_STALL) / 2;

  /** The body's median, as a share of the mean gap, that makes the whole mixture's mean one. */
  private static final double MEDIAN =
      (1 - STALL_SHARE) / (1 - STALL_CHANCE) / Math.exp(SIGMA * SIGMA / 2);

  public TokenPace {
    if (!(tokensPerSecond > 0)) {
      throw new IllegalArgumentException("tokens per second must be over 0");
    }
  }

  public double drawMillis(RandomGenerator random) {
    return 1000 / tokensPerSecond * drawShare(random);
  }

  private static double drawShare(RandomGenerator random) {
    if (random.nextDouble() < STALL_CHANCE) {
      return SHORTEST_STALL + (LONGEST_STALL - SHORTEST_STALL) * random.nextDouble();
    }
    return MEDIAN * Math.exp(SIGMA * random.nextGaussian());
  }
}
