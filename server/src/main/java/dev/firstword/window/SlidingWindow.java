package dev.firstword.window;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was measured lately, as counts in slices of time of which the oldest falls out. Recording
 * takes no lock and, but for the first of a slice, makes no object; from any thread.
 */
public final class SlidingWindow {

  private final long sliceNanos;
  private final AtomicReferenceArray<@Nullable Slice> ring;
  private final LongSupplier nanoTime;

  /**
   * Empty.
   *
   * @param slice how much time is counted together
   * @param slices how many of those are kept
   */
  public SlidingWindow(Duration slice, int slices, LongSupplier nanoTime) {
    this.sliceNanos = slice.toNanos();
    this.ring = new AtomicReferenceArray<>(slices);
    this.nanoTime = nanoTime;
  }

  /** The counts of one slice of time. */
  private static final class Slice {
    final long number;
    final AtomicIntegerArray seen = new AtomicIntegerArray(Bins.COUNT);
    volatile @Nullable AtomicIntegerArray atLeast;

    Slice(long number) {
      this.number = number;
    }

    /** Few slices have any. */
    synchronized AtomicIntegerArray atLeast() {
      AtomicIntegerArray made = atLeast;
      if (made == null) {
        made = new AtomicIntegerArray(Bins.COUNT);
        atLeast = made;
      }
      return made;
    }
  }

  /** It was this. */
  public void record(double value) {
    current().seen.getAndIncrement(Bins.of(value));
  }

  /** It was going to be more than this, and how much more will never be known. */
  public void recordAtLeast(double value) {
    current().atLeast().getAndIncrement(Bins.of(value));
  }

  private Slice current() {
    long number = Math.floorDiv(nanoTime.getAsLong(), sliceNanos);
    int place = Math.floorMod(number, ring.length());
    while (true) {
      Slice slice = ring.get(place);
      if (slice != null && slice.number >= number) {
        return slice;
      }
      Slice next = new Slice(number);
      if (ring.compareAndSet(place, slice, next)) {
        return next;
      }
    }
  }

  /** All that is in it. */
  public Distribution whole() {
    return newest(Long.MAX_VALUE);
  }

  /**
   * The newest slices that together hold so many values, or all there are: where much is measured
   * the window is short and follows quickly, where little is, it is long and knows enough.
   */
  public Distribution newest(long values) {
    double[] seen = new double[Bins.COUNT];
    double[] atLeast = new double[Bins.COUNT];
    long number = Math.floorDiv(nanoTime.getAsLong(), sliceNanos);
    long found = 0;
    for (int back = 0; back < ring.length() && found < values; back++) {
      Slice slice = ring.get(Math.floorMod(number - back, ring.length()));
      if (slice != null && slice.number == number - back) {
        found += add(slice.seen, seen);
        AtomicIntegerArray more = slice.atLeast;
        found += more == null ? 0 : add(more, atLeast);
      }
    }
    return found == 0 ? Distribution.nothing() : new Distribution(seen, atLeast);
  }

  private static long add(AtomicIntegerArray counts, double[] to) {
    long sum = 0;
    for (int bin = 0; bin < to.length; bin++) {
      int count = counts.get(bin);
      to[bin] += count;
      sum += count;
    }
    return sum;
  }
}
