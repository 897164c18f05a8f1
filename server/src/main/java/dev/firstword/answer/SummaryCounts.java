package dev.firstword.answer;

import java.util.concurrent.atomic.LongAdder;

/** What quick summaries came to, since the start. From any thread. */
public final class SummaryCounts {

  private final LongAdder made = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unwanted = new LongAdder();

  void isMade() {
    made.increment();
  }

  void isLate() {
    late.increment();
  }

  void hasFailed() {
    failed.increment();
  }

  void isUnwanted() {
    unwanted.increment();
  }

  /** Told whole. */
  public long made() {
    return made.sum();
  }

  /** Dropped, for the answer itself was there first. */
  public long late() {
    return late.sum();
  }

  /** No summary came of the call. */
  public long failed() {
    return failed.sum();
  }

  /** The turn was stopped, or ended, before it was whole. */
  public long unwanted() {
    return unwanted.sum();
  }
}
