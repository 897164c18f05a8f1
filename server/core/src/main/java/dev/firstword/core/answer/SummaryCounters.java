package dev.firstword.core.answer;

import java.util.concurrent.atomic.LongAdder;

/** Counts the outcomes of quick summaries since the start. Callable from any thread. */
public final class SummaryCounters {

  private final LongAdder completed = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  void recordCompleted() {
    completed.increment();
  }

  void recordLate() {
    late.increment();
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
