package dev.firstword.simulator.thinking;

import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import java.util.random.RandomGenerator;

/**
 * How a model thinks.
 *
 * @param duration the time from the thought's first byte to its end
 * @param byDefault whether the model thinks when the request does not say
 */
public record ThinkingSettings(
    LatencyDistribution duration, ThinkingDisplay display, boolean byDefault) {

  /** Bounds the tail of a distribution whose percentiles lie far apart. */
  private static final double MAX_MILLIS = 3_600_000;

  /** Creates the settings of a model that thinks by default. */
  public ThinkingSettings(double p50Millis, double p99Millis, ThinkingDisplay display) {
    this(new LatencyDistribution(p50Millis, p99Millis), display, true);
  }

  public ThinkingSettings onlyOnRequest() {
    return new ThinkingSettings(duration, display, false);
  }

  long sampleNanos(RandomGenerator random) {
    return Math.round(Math.min(duration.sampleMillis(random), MAX_MILLIS) * 1e6);
  }
}
