package dev.firstword.core.answer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the outcomes of quick summaries since the start, and learns from them where summaries come
 * too late to be shown. Callable from any thread.
 */
public final class SummaryCounters {

  /** The weight of a new outcome in the moving share of summaries that were shown. */
  private static final double SMOOTHING_FACTOR = 0.1;

  /** Below this share, a profile's summaries are not worth their cost. */
  private static final double MIN_SHOWN_SHARE = 0.25;

  private static final int MIN_SAMPLES = 10;

  /** How many summaries are left out before one finds out whether they come in time again. */
  private static final int SKIPS_PER_PROBE = 20;

  private final Map<String, Timeliness> timelinessByProfile = new ConcurrentHashMap<>();

  private final LongAdder completed = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  void recordCompleted() {
    completed.increment();
  }

  void recordLate(String profile) {
    late.increment();
    timeliness(profile).record(0);
  }

  /** A summary was begun to be shown. */
  void recordShown(String profile) {
    timeliness(profile).record(1);
  }

  /**
   * Returns whether to request a summary that nobody has asked for. False while most summaries of
   * the profile come later than the answer itself, but for one in {@value #SKIPS_PER_PROBE}.
   */
  public boolean isWorthwhile(String profile) {
    return timeliness(profile).isWorthwhile();
  }

  private Timeliness timeliness(String profile) {
    return timelinessByProfile.computeIfAbsent(profile, _ -> new Timeliness());
  }

  /** Whether the summaries of a profile come in time. */
  private static final class Timeliness {

    private double shownShare = 1;
    private int samples;
    private int skips;

    synchronized void record(double shown) {
      samples++;
      shownShare += SMOOTHING_FACTOR * (shown - shownShare);
    }

    synchronized boolean isWorthwhile() {
      if (samples < MIN_SAMPLES || shownShare >= MIN_SHOWN_SHARE) {
        return true;
      }
      skips = (skips + 1) % SKIPS_PER_PROBE;
      return skips == 0;
    }
  }

  void recordFailed() {
    failed.increment();
  }

  void recordCancelled() {
    cancelled.increment();
  }

  /** Published completely. */
  public long completed() {
    return completed.sum();
  }

  /** Dropped because the answer started first. */
  public long late() {
    return late.sum();
  }

  /** Failed model calls. */
  public long failed() {
    return failed.sum();
  }

  /** Cancelled because the turn ended or was cancelled first. */
  public long cancelled() {
    return cancelled.sum();
  }
}
