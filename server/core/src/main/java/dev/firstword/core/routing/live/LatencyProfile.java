package dev.firstword.core.routing.live;

import dev.firstword.core.statistics.Distribution;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tracks a model's current latency: the time to its first token and to its first text, by uncached
 * input size, and the output speed after it. A token of a thought is a first token, but not a first
 * text. The figures are never mixed, so neither a long answer nor a long thought counts as a slow
 * provider. Lock-free and thread-safe.
 */
public final class LatencyProfile {

  /** The ratio between the fastest and the slowest tenth of throughputs; assumed until measured. */
  private static final double THROUGHPUT_SPREAD = 1.6;

  private final LatencyBySize firstToken;
  private final LatencyBySize firstText;
  private final LatencyEstimator throughput;
  private final LongSupplier nanoTime;
  private final AtomicLong lastSampleNanos;

  /** Creates a profile that assumes these figures until there are measurements. */
  public LatencyProfile(double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastSampleNanos = new AtomicLong(nanoTime.getAsLong());
    firstToken = new LatencyBySize(p50Ms, p99Ms, LatencyEstimator.DEFAULT_SLICE, nanoTime);
    firstText = new LatencyBySize(p50Ms, p99Ms, LatencyEstimator.DEFAULT_SLICE, nanoTime);
    throughput =
        new LatencyEstimator(tokensPerSecond, tokensPerSecond * THROUGHPUT_SPREAD, nanoTime);
  }

  /** Records a first token, of a thought or of the answer, after this many milliseconds. */
  public void recordFirstToken(long uncachedTokens, double ms) {
    firstToken.record(uncachedTokens, ms);
    lastSampleNanos.set(nanoTime.getAsLong());
  }

  /** Records a call that was closed without a first token after this many milliseconds. */
  public void recordNoFirstToken(long uncachedTokens, double ms) {
    firstToken.recordCensored(uncachedTokens, ms);
    lastSampleNanos.set(nanoTime.getAsLong());
  }

  /** Records the first text of an answer after this many milliseconds. */
  public void recordFirstText(long uncachedTokens, double ms) {
    firstText.record(uncachedTokens, ms);
  }

  /** Records a call that was closed without any text after this many milliseconds. */
  public void recordNoFirstText(long uncachedTokens, double ms) {
    firstText.recordCensored(uncachedTokens, ms);
  }

  /** Records the output speed of an answer. */
  public void recordThroughput(double tokensPerSecond) {
    throughput.record(tokensPerSecond);
  }

  /** Returns the time to first token in milliseconds, from the newest measurements. */
  public Distribution firstTokenMs(long uncachedTokens) {
    return firstToken.of(uncachedTokens).recent();
  }

  /**
   * Returns the time to first token in milliseconds from a longer history, for deriving thresholds.
   */
  public Distribution longTermFirstTokenMs(long uncachedTokens) {
    return firstToken.of(uncachedTokens).longTerm();
  }

  /** Returns the time to first text in milliseconds, thinking included. */
  public Distribution firstTextMs(long uncachedTokens) {
    return firstText.of(uncachedTokens).recent();
  }

  /** Returns the time to first token in milliseconds for prompts of any size. */
  public Distribution firstTokenMs() {
    return firstToken.overall().recent();
  }

  public Distribution tokensPerSecond() {
    return throughput.recent();
  }

  /**
   * Returns how many recent first tokens the estimate for this size is based on; those of all sizes
   * if this size has few.
   */
  public long sampleCount(long uncachedTokens) {
    return firstToken.of(uncachedTokens).sampleCount();
  }

  /** Returns how many recent first tokens were measured. */
  public long sampleCount() {
    return firstToken.overall().sampleCount();
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
}
