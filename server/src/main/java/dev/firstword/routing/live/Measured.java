package dev.firstword.routing.live;

import dev.firstword.window.Distribution;
import dev.firstword.window.SlidingWindow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One figure of a model: what was measured of it lately, and as long as that is little, what was
 * assumed or known before.
 *
 * <p>Few measurements say where the middle is and little of the tail. So up to {@value #ENOUGH} of
 * them the assumed <em>shape</em>, moved to the measured middle, stands in for those that are
 * missing. When nothing was measured for so long that the window is empty, the last middle is what
 * is assumed: a model that was left because it had become slow does not look quick again by being
 * left alone.
 */
final class Measured {

  /** Where the shape counts for nothing any more: a hundred values have a 99th percentile. */
  private static final int ENOUGH = 100;

  /** From so many on, their middle is believed rather than the one assumed. */
  private static final int A_MIDDLE = 8;

  /** As many of the newest as are looked at, where there are more. */
  private static final int NEWEST = 300;

  /** How many the tail's threshold rests on where there are so many: it has to be steadier. */
  private static final int NEWEST_OF_TAIL = 1_000;

  private static final Duration SLICE = Duration.ofSeconds(10);
  private static final int SLICES = 60;
  private static final long REFRESH_NANOS = Duration.ofMillis(250).toNanos();

  private final SlidingWindow window;
  private final double tailToMiddle;
  private final LongSupplier nanoTime;
  private final AtomicLong refreshAt = new AtomicLong(Long.MIN_VALUE);
  private volatile double lastMiddle;
  private volatile Known known;

  /** What the window said when it was last looked at. */
  private record Known(Distribution newest, Distribution longer, long measured) {}

  /**
   * Nothing measured yet.
   *
   * @param p50 assumed
   * @param p99 assumed
   */
  Measured(double p50, double p99, LongSupplier nanoTime) {
    this.window = new SlidingWindow(SLICE, SLICES, nanoTime);
    this.tailToMiddle = p99 / p50;
    this.nanoTime = nanoTime;
    this.lastMiddle = p50;
    Distribution assumed = shape(ENOUGH);
    this.known = new Known(assumed, assumed, 0);
  }

  void record(double value) {
    window.record(value);
  }

  void recordAtLeast(double value) {
    window.recordAtLeast(value);
  }

  /** Of what is to be expected next. */
  Distribution newest() {
    return look().newest;
  }

  /** The same from more measurements, where there are: slower to follow, and steadier. */
  Distribution longer() {
    return look().longer;
  }

  /** How many measurements are not older than the window. */
  long count() {
    return look().measured;
  }

  /** Whoever finds it out of date looks again; the others go by what was known. */
  private Known look() {
    long now = nanoTime.getAsLong();
    long due = refreshAt.get();
    if (now >= due && refreshAt.compareAndSet(due, now + REFRESH_NANOS)) {
      known = fromWindow();
    }
    return known;
  }

  private Known fromWindow() {
    Distribution longer = window.newest(NEWEST_OF_TAIL);
    Distribution newest = longer.count() <= NEWEST ? longer : window.newest(NEWEST);
    if (newest.seen() >= A_MIDDLE && newest.knows(0.5)) {
      lastMiddle = newest.quantile(0.5);
    }
    double missing = ENOUGH - newest.seen();
    if (missing > 0) {
      Distribution assumed = shape(missing);
      return new Known(newest.with(assumed), longer.with(assumed), (long) longer.seen());
    }
    return new Known(newest, longer, (long) longer.seen());
  }

  private Distribution shape(double weight) {
    double middle = lastMiddle;
    return Distribution.logNormal(middle, middle * tailToMiddle, weight);
  }
}
