package dev.firstword.core.routing.live;

import dev.firstword.core.statistics.Distribution;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a model's thoughts usually take, and how long they usually pause. Kept for hours,
 * because thoughts are long and may be rare. Thread-safe.
 */
public final class ThinkingProfile {

  /** Half of the thoughts end within this time; assumed until measured. */
  public static final Duration DEFAULT_P50 = Duration.ofSeconds(15);

  /** Nearly all thoughts end within this time; assumed until measured, so that none is ended. */
  public static final Duration DEFAULT_P99 = Duration.ofSeconds(300);

  /** With fewer samples, percentiles are assumptions, which are not shown to people. */
  private static final int MIN_SAMPLES = 20;

  /** Pauses are assumed to be this short until measured. */
  private static final double ASSUMED_PAUSE_P50_MS = 3_000;

  private static final double ASSUMED_PAUSE_P99_MS = 30_000;

  /** The share of thoughts with reports from which a thought without one is conspicuous. */
  private static final double USUAL_SHARE = 0.95;

  /** The weight of a new thought in the moving share of thoughts with reports. */
  private static final double SHARE_WEIGHT = 0.05;

  private static final Duration SLICE = Duration.ofMinutes(6);

  private final LatencyBySize duration;
  private final LatencyEstimator progressGap;
  private final LatencyEstimator byteGap;
  private volatile double reportingShare;

  /** Creates a profile that assumes these durations of a thought until there are measurements. */
  public ThinkingProfile(Duration p50, Duration p99, LongSupplier nanoTime) {
    duration = new LatencyBySize(p50.toMillis(), p99.toMillis(), SLICE, nanoTime);
    progressGap = new LatencyEstimator(ASSUMED_PAUSE_P50_MS, ASSUMED_PAUSE_P99_MS, SLICE, nanoTime);
    byteGap = new LatencyEstimator(ASSUMED_PAUSE_P50_MS, ASSUMED_PAUSE_P99_MS, SLICE, nanoTime);
  }

  /** Creates a profile without any knowledge of the model. */
  public static ThinkingProfile unknown(LongSupplier nanoTime) {
    return new ThinkingProfile(DEFAULT_P50, DEFAULT_P99, nanoTime);
  }

  /**
   * Records a thought that ended by itself.
   *
   * @param longestProgressGapMs its longest time without a report; null if it had no report at all
   * @param longestByteGapMs its longest time without a byte; null if it had no heartbeat
   */
  public void recordThought(
      long uncachedTokens,
      double ms,
      @Nullable Double longestProgressGapMs,
      @Nullable Double longestByteGapMs) {
    duration.record(uncachedTokens, ms);
    if (longestByteGapMs != null) {
      byteGap.record(longestByteGapMs);
    }
    if (longestProgressGapMs != null) {
      progressGap.record(longestProgressGapMs);
    }
    double reported = longestProgressGapMs == null ? 0 : 1;
    double share = reportingShare; // A lost update does no harm.
    reportingShare = share + SHARE_WEIGHT * (reported - share);
  }

  /** Records a thought that was closed after this time, and might have lasted longer. */
  public void recordUnfinished(long uncachedTokens, double ms) {
    duration.recordCensored(uncachedTokens, ms);
  }

  /** Returns what is usual for a thought about a prompt of this size. */
  public Usual usual(long uncachedTokens) {
    LatencyEstimator estimator = duration.of(uncachedTokens);
    Distribution thoughts = estimator.recent();
    return new Usual(
        thoughts.quantile(0.5),
        thoughts.quantile(0.8),
        thoughts.quantile(0.95),
        thoughts.quantile(0.99),
        estimator.sampleCount() >= MIN_SAMPLES,
        progressGap.recent().quantile(0.99),
        progressGap.sampleCount() >= MIN_SAMPLES,
        reportingShare >= USUAL_SHARE,
        byteGap.sampleCount() >= MIN_SAMPLES ? byteGap.recent().quantile(0.99) : null);
  }

  /**
   * What is usual for a model's thoughts, in milliseconds.
   *
   * @param isMeasured whether the percentiles of the duration rest on measurements
   * @param progressGapP99Ms 99 of 100 thoughts with reports have no longer pause between them
   * @param isProgressGapMeasured whether that rests on measurements
   * @param reports whether nearly all thoughts have reports
   * @param byteGapP99Ms 99 of 100 thoughts with a heartbeat have no longer time without a byte;
   *     null until measured
   */
  public record Usual(
      double p50Ms,
      double p80Ms,
      double p95Ms,
      double p99Ms,
      boolean isMeasured,
      double progressGapP99Ms,
      boolean isProgressGapMeasured,
      boolean reports,
      @Nullable Double byteGapP99Ms) {}
}
