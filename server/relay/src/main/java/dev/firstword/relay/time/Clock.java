package dev.firstword.relay.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The wall clock for timestamps and the monotonic clock for durations. The only place that reads
 * the time of the machine; tests replace it by one that they advance.
 */
public interface Clock extends InstantSource {

  /** Nanoseconds on a monotonic clock of arbitrary origin. Compare two values by subtraction. */
  long nanoTime();

  /** Blocks for the given time; returns immediately if it is not positive. */
  void sleep(Duration time) throws InterruptedException;

  /** The clock of the machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
