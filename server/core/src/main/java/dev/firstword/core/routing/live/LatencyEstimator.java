package dev.firstword.core.routing.live;

import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.statistics.SlidingWindow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Estimates the distribution of one figure of a model from recent measurements, filled up with an
 * assumed distribution while there are few.
 *
 * <p>A few measurements show the median but little of the tail. Up to {@value #FULL_SAMPLE_COUNT}
 * of them, the assumed <em>shape</em>, shifted to the measured median, stands in for the missing
 * ones. When the window is empty, the last median is assumed: a model that was abandoned for
 * slowness does not look fast again merely because it is not called.
 */
final class LatencyEstimator {

  /** From here on the assumed shape has no weight: a hundred values have a 99th percentile. */
  private static final int FULL_SAMPLE_COUNT = 100;

  /** From this many samples on, the measured median replaces the assumed one. */
  private static final int MIN_SAMPLES_FOR_MEDIAN = 8;

  /** How many of the newest samples the recent distribution uses at most. */
  private static final int MAX_RECENT_SAMPLES = 300;

  /** How many samples thresholds use at most; they need a more stable basis. */
  private static final int MAX_LONG_TERM_SAMPLES = 1_000;

  /** The length of a slice for figures that change within minutes. */
  static final Duration DEFAULT_SLICE = Duration.ofSeconds(10);

  private static final int SLICE_COUNT = 60;
  private static final long REFRESH_INTERVAL_NANOS = Duration.ofMillis(250).toNanos();

  private final SlidingWindow window;
  private final double p99ToMedian;
  private final LongSupplier nanoTime;
  private final AtomicLong refreshAtNanos = new AtomicLong(Long.MIN_VALUE);
  private volatile double lastMedian;
  private volatile Snapshot snapshot;

  /** The result of the last evaluation of the window. */
  private record Snapshot(Distribution recent, Distribution longTerm, long sampleCount) {}

  /**
   * Creates an estimate without measurements.
   *
   * @param p50 the assumed median
   * @param p99 the assumed 99th percentile
   */
  LatencyEstimator(double p50, double p99, LongSupplier nanoTime) {
    this(p50, p99, DEFAULT_SLICE, nanoTime);
  }

  /**
   * Creates an estimate without measurements, over a longer or shorter window.
   *
   * @param sliceDuration the window has {@value #SLICE_COUNT} slices of this length
   */
  LatencyEstimator(double p50, double p99, Duration sliceDuration, LongSupplier nanoTime) {
    this.window = new SlidingWindow(sliceDuration, SLICE_COUNT, nanoTime);
    this.p99ToMedian = p99 / p50;
    this.nanoTime = nanoTime;
    this.lastMedian = p50;
    Distribution assumed = assumedShape(FULL_SAMPLE_COUNT);
    this.snapshot = new Snapshot(assumed, assumed, 0);
  }

  void record(double value) {
    window.record(value);
  }

  void recordCensored(double value) {
    window.recordCensored(value);
  }

  /** Returns the distribution expected of the next value. */
  Distribution recent() {
    return currentSnapshot().recent;
  }

  /** Returns the distribution over a longer history: slower to follow changes, and more stable. */
  Distribution longTerm() {
    return currentSnapshot().longTerm;
  }

  /** Returns how many measurements the window holds. */
  long sampleCount() {
    return currentSnapshot().sampleCount;
  }

  /** The thread that finds the snapshot outdated refreshes it; the others use the old one. */
  private Snapshot currentSnapshot() {
    long now = nanoTime.getAsLong();
    long due = refreshAtNanos.get();
    if (now >= due && refreshAtNanos.compareAndSet(due, now + REFRESH_INTERVAL_NANOS)) {
      snapshot = readWindow();
    }
    return snapshot;
  }

  private Snapshot readWindow() {
    Distribution longTerm = window.newest(MAX_LONG_TERM_SAMPLES);
    Distribution recent =
        longTerm.count() <= MAX_RECENT_SAMPLES ? longTerm : window.newest(MAX_RECENT_SAMPLES);
    if (recent.observedCount() >= MIN_SAMPLES_FOR_MEDIAN && recent.hasObserved(0.5)) {
      lastMedian = recent.quantile(0.5);
    }
    double missingCount = FULL_SAMPLE_COUNT - recent.observedCount();
    if (missingCount > 0) {
      Distribution assumed = assumedShape(missingCount);
      return new Snapshot(
          recent.plus(assumed), longTerm.plus(assumed), (long) longTerm.observedCount());
    }
    return new Snapshot(recent, longTerm, (long) longTerm.observedCount());
  }

  private Distribution assumedShape(double weight) {
    double median = lastMedian;
    return Distribution.logNormal(median, median * p99ToMedian, weight);
  }
}
