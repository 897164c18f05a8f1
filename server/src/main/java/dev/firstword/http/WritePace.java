package dev.firstword.http;

import java.util.concurrent.TimeUnit;

/**
 * When a reader is written to: at once, but where words come faster than a hundred times a second.
 * Then what comes within ten milliseconds goes together: nobody sees that, and each write costs the
 * server a call into the kernel and the reader's page a read. First words never wait: they come
 * after a silence, and before a stream is known to be a fast one.
 */
final class WritePace {

  /** The longest that anything waits. */
  static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** More than there are events before an answer's first words. */
  static final int CLOSE_WRITES = 32;

  /** How many writes in a row came soon after the one before. */
  private int close;

  private boolean merged;
  private long lastNanos;

  /** From the moment at which the stream was opened. */
  WritePace(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** How long to wait with what has come now; 0: not at all. */
  long waitNanos(long nowNanos) {
    return close < CLOSE_WRITES ? 0 : Math.max(0, lastNanos + WINDOW_NANOS - nowNanos);
  }

  /** More has come while something waits. */
  void merged() {
    merged = true;
  }

  /** What was there was written. Where nothing else had come during a wait, it was for nothing. */
  void wrote(long nowNanos) {
    boolean isClose = close < CLOSE_WRITES ? nowNanos - lastNanos < WINDOW_NANOS : merged;
    close = isClose ? Math.min(close + 1, CLOSE_WRITES) : 0;
    merged = false;
    lastNanos = nowNanos;
  }
}
