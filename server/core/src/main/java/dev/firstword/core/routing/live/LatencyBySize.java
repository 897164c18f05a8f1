package dev.firstword.core.routing.live;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One duration of a model by the uncached size of its input, in milliseconds. A size with few
 * samples uses those of all sizes. Thread-safe.
 */
final class LatencyBySize {

  /** From this many samples on, a size uses its own estimate. */
  private static final int MIN_SAMPLES_PER_SIZE = 20;

  private final Map<InputSize, LatencyEstimator> bySize = new EnumMap<>(InputSize.class);
  private final LatencyEstimator overall;

  /**
   * Creates a figure that assumes these percentiles until there are measurements.
   *
   * @param sliceDuration the length of a slice of the window that measurements are kept in
   */
  LatencyBySize(double p50Ms, double p99Ms, Duration sliceDuration, LongSupplier nanoTime) {
    for (InputSize size : InputSize.values()) {
      bySize.put(size, new LatencyEstimator(p50Ms, p99Ms, sliceDuration, nanoTime));
    }
    overall = new LatencyEstimator(p50Ms, p99Ms, sliceDuration, nanoTime);
  }

  void record(long uncachedTokens, double ms) {
    exactly(uncachedTokens).record(ms);
    overall.record(ms);
  }

  /** Records a duration that is only known to be longer than this. */
  void recordCensored(long uncachedTokens, double ms) {
    exactly(uncachedTokens).recordCensored(ms);
    overall.recordCensored(ms);
  }

  LatencyEstimator overall() {
    return overall;
  }

  LatencyEstimator of(long uncachedTokens) {
    LatencyEstimator estimator = exactly(uncachedTokens);
    return estimator.sampleCount() >= MIN_SAMPLES_PER_SIZE
            || overall.sampleCount() < MIN_SAMPLES_PER_SIZE
        ? estimator
        : overall;
  }

  private LatencyEstimator exactly(long uncachedTokens) {
    LatencyEstimator estimator = bySize.get(InputSize.of(uncachedTokens));
    if (estimator == null) {
      throw new IllegalStateException("no estimator for this size");
    }
    return estimator;
  }
}
