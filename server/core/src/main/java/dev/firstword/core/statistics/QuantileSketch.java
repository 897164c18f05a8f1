package dev.firstword.core.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A compact quantile sketch whose percentiles are within 1 % of the exact ones. Uses the bins of
 * {@link Bins}, but stores only those between the smallest and the largest recorded value. Merging
 * the sketches of parts gives exactly the sketch of the whole. Not thread-safe.
 *
 * <p>Not sketches-java 0.8.3, which is as exact: 100 values take 538 bytes here and 1,243 there,
 * and the percentiles of 24 slices 1.8 µs and 2.9 µs (decision 58).
 */
public final class QuantileSketch {

  /** The maximum relative error of a percentile. */
  public static final double RELATIVE_ERROR = 0.01;

  private static final int[] EMPTY = {};
  private static final int GROWTH_BINS = 8;

  private int[] counts = EMPTY;

  /** The bin of the first element of {@code counts}. */
  private int firstBin;

  private long count;

  /** Records a value; negative values count as 0. */
  public void record(double value) {
    int bin = Bins.indexOf(value);
    ensureRange(bin, bin);
    counts[bin - firstBin]++;
    count++;
  }

  /** Adds all values of another sketch. */
  public void merge(QuantileSketch other) {
    if (other.count == 0) {
      return;
    }
    ensureRange(other.firstBin, other.firstBin + other.counts.length - 1);
    for (int i = 0; i < other.counts.length; i++) {
      counts[other.firstBin + i - firstBin] += other.counts[i];
    }
    count += other.count;
  }

  private void ensureRange(int lowest, int highest) {
    if (counts.length == 0) {
      firstBin = Math.max(0, lowest - GROWTH_BINS);
      counts = new int[Math.min(Bins.COUNT, highest + GROWTH_BINS + 1) - firstBin];
      return;
    }
    int last = firstBin + counts.length - 1;
    if (lowest >= firstBin && highest <= last) {
      return;
    }
    int newFirst = lowest < firstBin ? Math.max(0, lowest - GROWTH_BINS) : firstBin;
    int newLast = highest > last ? Math.min(Bins.COUNT - 1, highest + GROWTH_BINS) : last;
    int[] grown = new int[newLast - newFirst + 1];
    System.arraycopy(counts, 0, grown, firstBin - newFirst, counts.length);
    counts = grown;
    firstBin = newFirst;
  }

  /** Returns how many values were recorded. */
  public long count() {
    return count;
  }

  /**
   * Returns the smallest value that a share of all values does not exceed.
   *
   * @param share over 0, up to 1
   * @throws IllegalStateException if the sketch is empty
   */
  public double quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("an empty sketch has no quantile");
    }
    long rank = Math.max(1, (long) Math.ceil(share * count - 1e-9));
    long cumulative = 0;
    for (int i = 0; i < counts.length; i++) {
      cumulative += counts[i];
      if (cumulative >= rank) {
        return Bins.midpoint(firstBin + i);
      }
    }
    throw new IllegalStateException("the counts do not add up to the total");
  }

  /** Returns how many values are at most a bound, which counts as exact within the error. */
  public long countUpTo(double bound) {
    long cumulative = 0;
    for (int i = 0; i < counts.length && Bins.midpoint(firstBin + i) <= bound; i++) {
      cumulative += counts[i];
    }
    return cumulative;
  }

  /**
   * Writes the sketch in the format of {@link #read}; the narrower its value range, the fewer
   * bytes.
   */
  public void write(DataOutput out) throws IOException {
    int from = 0;
    int to = counts.length;
    while (from < to && counts[from] == 0) {
      from++;
    }
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    out.writeShort(firstBin + from);
    out.writeShort(to - from);
    for (int i = from; i < to; i++) {
      writeVarint(out, counts[i]);
    }
  }

  /**
   * Reads a sketch that was written by {@link #write}.
   *
   * @throws IOException if the input is not a valid sketch
   */
  public static QuantileSketch read(DataInput in) throws IOException {
    QuantileSketch sketch = new QuantileSketch();
    sketch.firstBin = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (sketch.firstBin + length > Bins.COUNT) {
      throw new IOException("sketch bins out of range");
    }
    sketch.counts = new int[length];
    for (int i = 0; i < length; i++) {
      sketch.counts[i] = readVarint(in);
      sketch.count += sketch.counts[i];
    }
    return sketch;
  }

  /** Variable-length encoding, seven bits per byte, lowest first, because most counts are small. */
  private static void writeVarint(DataOutput out, int number) throws IOException {
    int left = number;
    while (left > 0x7f) {
      out.writeByte((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }

  private static int readVarint(DataInput in) throws IOException {
    int number = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int part = in.readUnsignedByte();
      number |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new IOException("malformed count");
  }

  /** Sketches are equal if all their counts are. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof QuantileSketch that) || count != that.count) {
      return false;
    }
    for (int bin = Math.min(firstBin, that.firstBin); bin < Bins.COUNT; bin++) {
      if (countAt(bin) != that.countAt(bin)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < counts.length; i++) {
      hash += (firstBin + i) * 31 * counts[i];
    }
    return hash;
  }

  private int countAt(int bin) {
    return bin < firstBin || bin >= firstBin + counts.length ? 0 : counts[bin - firstBin];
  }

  @Override
  public String toString() {
    return "Sketch of " + count + " " + Arrays.toString(counts) + " from bin " + firstBin;
  }
}
