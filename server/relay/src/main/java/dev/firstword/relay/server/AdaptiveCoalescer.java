package dev.firstword.relay.server;

import java.util.concurrent.TimeUnit;

/**
 * Limits how often a reader is written to: writes immediately unless events arrive faster than a
 * hundred times a second, then merges those within 10 ms. That delay is invisible, but each write
 * costs the server a system call and the reader's page a read. First words are never delayed: they
 * follow a silence, and precede the detection of a fast stream.
 */
public final class AdaptiveCoalescer {

  /** The maximum delay of an event. */
  static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * The number of close writes in a row that make a stream fast. More than the events that precede
   * an answer's first words.
   */
  static final int FAST_STREAM_WRITES = 32;

  /** The number of consecutive writes that followed the previous one within the window. */
  private int closeWrites;

  private boolean merged;
  private long lastWriteNanos;

  /**
   * Creates a coalescer for a stream.
   *
   * @param nowNanos the time at which the stream was opened
   */
  public AdaptiveCoalescer(long nowNanos) {
    lastWriteNanos = nowNanos;
  }

  /** Returns how long to delay the next write, in nanoseconds; 0 to write now. */
  public long waitNanos(long nowNanos) {
    return closeWrites < FAST_STREAM_WRITES
        ? 0
        : Math.max(0, lastWriteNanos + WINDOW_NANOS - nowNanos);
  }

  /** Records that more events arrived during a delay. */
  public void onMerged() {
    merged = true;
  }

  /**
   * Records a write. If nothing arrived during a delay, the delay was wasted and the stream counts
   * as slow again.
   */
  public void onWrite(long nowNanos) {
    boolean isClose =
        closeWrites < FAST_STREAM_WRITES ? nowNanos - lastWriteNanos < WINDOW_NANOS : merged;
    closeWrites = isClose ? Math.min(closeWrites + 1, FAST_STREAM_WRITES) : 0;
    merged = false;
    lastWriteNanos = nowNanos;
  }
}
