package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/** How quick one model is: its first token, and the pace of those that follow. */
public record ModelSpeed(FirstTokenTime firstToken, TokenPace pace) {

  /**
   * When the reply's head leaves, as a share of the first token's time: a real service answers its
   * status and an empty beginning somewhat before the first word, and a client must not take the
   * one for the other.
   */
  private static final double HEAD_SHARE = 0.8;

  /** Draws one call's start for a prompt with so many tokens that no cache holds. */
  public Start draw(int uncachedTokens, double millisPerThousandUncached, RandomGenerator random) {
    double millis =
        firstToken.drawMillis(random) + millisPerThousandUncached * uncachedTokens / 1000;
    return new Start(nanos(millis * HEAD_SHARE), nanos(millis));
  }

  public long drawGapNanos(RandomGenerator random) {
    return nanos(pace.drawMillis(random));
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }

  /** When a call's reply begins and when its first token comes, both counted from its arrival. */
  public record Start(long headNanos, long firstTokenNanos) {}
}
