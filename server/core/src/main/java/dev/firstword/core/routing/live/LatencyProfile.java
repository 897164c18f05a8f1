package dev.firstword.core.routing.live;

import dev.firstword.core.statistics.Distribution;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tracks a model's current latency: the time to first token by uncached input size, and the output
 * speed after it. The two are never mixed, so a long answer does not count as slow. Lock-free and
 * thread-safe.
 */
public final class LatencyProfile {

  /** From this many samples on, a size uses its own estimate. */
  private static final int MIN_SAMPLES_PER_SIZE = 20;

  /** The ratio between the fastest and the slowest tenth of throughputs; assumed until measured. */
  private static final double THROUGHPUT_SPREAD = 1.6;

  private final Map<InputSize, LatencyEstimator> bySize = new EnumMap<>(InputSize.class);
  private final LatencyEstimator overall;
  private final LatencyEstimator throughput;
  private final LongSupplier nanoTime;
  private final AtomicLong lastSampleNanos;

  /** Creates a profile that assumes these figures until there are measurements. */
  public LatencyProfile(double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    for (InputSize size : InputSize.values()) {
      bySize.put(size, new LatencyEstimator(p50Ms, p99Ms, nanoTime));
    }
    this.nanoTime = nanoTime;
    this.lastSampleNanos = new AtomicLong(nanoTime.getAsLong());
    overall = new LatencyEstimator(p50Ms, p99Ms, nanoTime);
    throughput =
        new LatencyEstimator(tokensPerSecond, tokensPerSecond * THROUGHPUT_SPREAD, nanoTime);
  }

  /** Records a first token after this many milliseconds. */
  public void recordFirstToken(long uncachedTokens, double ms) {
    estimatorForSize(uncachedTokens).record(ms);
    overall.record(ms);
    lastSampleNanos.set(nanoTime.getAsLong());
  }

  /** Records a call that was closed without a first token after this many milliseconds. */
  public void recordNoFirstToken(long uncachedTokens, double ms) {
    estimatorForSize(uncachedTokens).recordCensored(ms);
    overall.recordCensored(ms);
    lastSampleNanos.set(nanoTime.getAsLong());
  }

  /** Records the output speed of an answer. */
  public void recordThroughput(double tokensPerSecond) {
    throughput.record(tokensPerSecond);
  }

  /** Returns the time to first token in milliseconds, from the newest measurements. */
  public Distribution firstTokenMs(long uncachedTokens) {
    return estimatorFor(uncachedTokens).recent();
  }

  /**
   * Returns the time to first token in milliseconds from a longer history, for deriving thresholds.
   */
  public Distribution longTermFirstTokenMs(long uncachedTokens) {
    return estimatorFor(uncachedTokens).longTerm();
  }

  /** Returns the time to first token in milliseconds for prompts of any size. */
  public Distribution firstTokenMs() {
    return overall.recent();
  }

  public Distribution tokensPerSecond() {
    return throughput.recent();
  }

  /**
   * Returns how many recent first tokens the estimate for this size is based on; those of all sizes
   * if this size has few.
   */
  public long sampleCount(long uncachedTokens) {
    return estimatorFor(uncachedTokens).sampleCount();
  }

  /** Returns how many recent first tokens were measured. */
  public long sampleCount() {
    return overall.sampleCount();
  }

  /**
   * Returns whether nothing was measured for this long. True for only one caller: it claims the
   * next measurement, and others see true again only after the same time has passed.
   */
  public boolean claimIfStale(Duration maxAge) {
    long lastSample = lastSampleNanos.get();
    long now = nanoTime.getAsLong();
    return now - lastSample >= maxAge.toNanos() && lastSampleNanos.compareAndSet(lastSample, now);
  }

  private LatencyEstimator estimatorFor(long uncachedTokens) {
    LatencyEstimator estimator = estimatorForSize(uncachedTokens);
    return estimator.sampleCount() >= MIN_SAMPLES_PER_SIZE
            || overall.sampleCount() < MIN_SAMPLES_PER_SIZE
        ? estimator
        : overall;
  }

  private LatencyEstimator estimatorForSize(long uncachedTokens) {
    LatencyEstimator estimator = bySize.get(InputSize.of(uncachedTokens));
    if (estimator == null) {
      throw new IllegalStateException("no estimator for this size");
    }
    return estimator;
  }
}
