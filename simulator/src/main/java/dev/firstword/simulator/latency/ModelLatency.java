package dev.firstword.simulator.latency;

import java.util.random.RandomGenerator;

/** The latency of one model: its time to first token and the gaps between tokens. */
public record ModelLatency(LatencyDistribution ttft, InterTokenLatency interToken) {

  /**
   * When the response head is sent, as a share of the time to first token. A real service sends its
   * status and an empty first event somewhat before the first token, and a client must not mistake
   * one for the other.
   */
  private static final double HEAD_SHARE = 0.8;

  /** Returns the latency of a tier with other speeds. */
  public ModelLatency scaled(double ttftFactor, double outputFactor) {
    return new ModelLatency(
        new LatencyDistribution(ttft.p50Millis() * ttftFactor, ttft.p99Millis() * ttftFactor),
        new InterTokenLatency(interToken.tokensPerSecond() * outputFactor));
  }

  /**
   * Draws the start of one call's response.
   *
   * @param uncachedTokens the prompt tokens that are not cached
   * @param millisPerThousandUncached milliseconds added per thousand uncached tokens
   */
  public ResponseStart sampleStart(
      int uncachedTokens, double millisPerThousandUncached, RandomGenerator random) {
    double millis = ttft.sampleMillis(random) + millisPerThousandUncached * uncachedTokens / 1000;
    return new ResponseStart(nanos(millis * HEAD_SHARE), nanos(millis));
  }

  public long sampleGapNanos(RandomGenerator random) {
    return nanos(interToken.sampleMillis(random));
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }

  /**
   * When a response starts and when its first token is sent, both relative to the call's arrival.
   */
  public record ResponseStart(long headNanos, long firstTokenNanos) {}
}
