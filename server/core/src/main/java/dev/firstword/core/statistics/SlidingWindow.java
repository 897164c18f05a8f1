package dev.firstword.core.statistics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of recent measurements in time slices, of which the oldest is dropped. Recording is
 * lock-free and allocates nothing except for the first value of a slice. Thread-safe.
 */
public final class SlidingWindow {

  private final long sliceNanos;
  private final AtomicReferenceArray<@Nullable Slice> slices;
  private final LongSupplier nanoTime;

  /**
   * Creates an empty window.
   *
   * @param sliceDuration the duration of a slice
   * @param sliceCount how many slices are kept
   */
  public SlidingWindow(Duration sliceDuration, int sliceCount, LongSupplier nanoTime) {
    this.sliceNanos = sliceDuration.toNanos();
    this.slices = new AtomicReferenceArray<>(sliceCount);
    this.nanoTime = nanoTime;
  }

  /** The counts of one time slice. */
  private static final class Slice {
    final long index;
    final AtomicIntegerArray observed = new AtomicIntegerArray(Bins.COUNT);
    volatile @Nullable AtomicIntegerArray censored;

    Slice(long index) {
      this.index = index;
    }

    /** Allocated on demand because few slices have censored values. */
    synchronized AtomicIntegerArray censoredCounts() {
      AtomicIntegerArray counts = censored;
      if (counts == null) {
        counts = new AtomicIntegerArray(Bins.COUNT);
        censored = counts;
      }
      return counts;
    }
  }

  /** Records an exact value. */
  public void record(double value) {
    current().observed.getAndIncrement(Bins.indexOf(value));
  }

  /** Records a censored value: one known only to be larger than this. */
  public void recordCensored(double value) {
    current().censoredCounts().getAndIncrement(Bins.indexOf(value));
  }

  private Slice current() {
    long index = Math.floorDiv(nanoTime.getAsLong(), sliceNanos);
    int slot = Math.floorMod(index, slices.length());
    while (true) {
      Slice slice = slices.get(slot);
      if (slice != null && slice.index >= index) {
        return slice;
      }
      Slice next = new Slice(index);
      if (slices.compareAndSet(slot, slice, next)) {
        return next;
      }
    }
  }

  /** Returns the distribution of all values in the window. */
  public Distribution all() {
    return newest(Long.MAX_VALUE);
  }

  /**
   * Returns the distribution of the newest slices that together hold this many values, or of all.
   * With frequent measurements the effective window is short and follows quickly; with few it is
   * long enough to be meaningful.
   */
  public Distribution newest(long minValues) {
    double[] observed = new double[Bins.COUNT];
    double[] censored = new double[Bins.COUNT];
    long index = Math.floorDiv(nanoTime.getAsLong(), sliceNanos);
    long found = 0;
    for (int back = 0; back < slices.length() && found < minValues; back++) {
      Slice slice = slices.get(Math.floorMod(index - back, slices.length()));
      if (slice != null && slice.index == index - back) {
        found += add(slice.observed, observed);
        AtomicIntegerArray censoredCounts = slice.censored;
        found += censoredCounts == null ? 0 : add(censoredCounts, censored);
      }
    }
    return found == 0 ? Distribution.empty() : new Distribution(observed, censored);
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
