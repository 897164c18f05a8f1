package dev.firstword.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts of many values in little room, for percentiles within 1 % of the exact ones: the bins of
 * {@link Bins}, of which only those between the smallest and the largest value seen are kept.
 * Sketches of parts add up to exactly the sketch of the whole. Not for several threads at once.
 */
public final class Sketch {

  /** How far a percentile may be from the exact one, as a share of it. */
  public static final double ERROR = 0.01;

  private static final int[] NONE = {};
  private static final int GROWTH = 8;

  private int[] counts = NONE;

  /** The bin of the first of the counts. */
  private int first;

  private long count;

  /** Adds a value; negative ones count as 0. */
  public void record(double value) {
    int bin = Bins.of(value);
    makeRoom(bin, bin);
    counts[bin - first]++;
    count++;
  }

  /** Adds all that the other one has counted. */
  public void add(Sketch other) {
    if (other.count == 0) {
      return;
    }
    makeRoom(other.first, other.first + other.counts.length - 1);
    for (int i = 0; i < other.counts.length; i++) {
      counts[other.first + i - first] += other.counts[i];
    }
    count += other.count;
  }

  private void makeRoom(int lowest, int highest) {
    if (counts.length == 0) {
      first = Math.max(0, lowest - GROWTH);
      counts = new int[Math.min(Bins.COUNT, highest + GROWTH + 1) - first];
      return;
    }
    int last = first + counts.length - 1;
    if (lowest >= first && highest <= last) {
      return;
    }
    int newFirst = lowest < first ? Math.max(0, lowest - GROWTH) : first;
    int newLast = highest > last ? Math.min(Bins.COUNT - 1, highest + GROWTH) : last;
    int[] larger = new int[newLast - newFirst + 1];
    System.arraycopy(counts, 0, larger, first - newFirst, counts.length);
    counts = larger;
    first = newFirst;
  }

  /** How many values there are. */
  public long count() {
    return count;
  }

  /**
   * The smallest value that a share of all does not exceed.
   *
   * @param share over 0, up to 1
   * @throws IllegalStateException when there is no value
   */
  public double quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("there is no percentile of nothing");
    }
    long rank = Math.max(1, (long) Math.ceil(share * count - 1e-9));
    long upTo = 0;
    for (int i = 0; i < counts.length; i++) {
      upTo += counts[i];
      if (upTo >= rank) {
        return Bins.middle(first + i);
      }
    }
    throw new IllegalStateException("the counts do not add up");
  }

  /** Writes it, to be read by {@link #read}; as short as what it has counted is narrow. */
  public void write(DataOutput out) throws IOException {
    int from = 0;
    int to = counts.length;
    while (from < to && counts[from] == 0) {
      from++;
    }
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    out.writeShort(first + from);
    out.writeShort(to - from);
    for (int i = from; i < to; i++) {
      writeNumber(out, counts[i]);
    }
  }

  /**
   * Reads one that was written.
   *
   * @throws IOException when it is none
   */
  public static Sketch read(DataInput in) throws IOException {
    Sketch sketch = new Sketch();
    sketch.first = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (sketch.first + length > Bins.COUNT) {
      throw new IOException("a sketch with bins that there are not");
    }
    sketch.counts = new int[length];
    for (int i = 0; i < length; i++) {
      sketch.counts[i] = readNumber(in);
      sketch.count += sketch.counts[i];
    }
    return sketch;
  }

  /** Seven bits a byte, lowest first: most counts are small. */
  private static void writeNumber(DataOutput out, int number) throws IOException {
    int left = number;
    while (left > 0x7f) {
      out.writeByte((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.writeByte(left);
  }

  private static int readNumber(DataInput in) throws IOException {
    int number = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int part = in.readUnsignedByte();
      number |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new IOException("a count without an end");
  }

  /** Whether both have counted the same. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Sketch that) || count != that.count) {
      return false;
    }
    for (int bin = Math.min(first, that.first); bin < Bins.COUNT; bin++) {
      if (at(bin) != that.at(bin)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = 0; i < counts.length; i++) {
      hash += (first + i) * 31 * counts[i];
    }
    return hash;
  }

  private int at(int bin) {
    return bin < first || bin >= first + counts.length ? 0 : counts[bin - first];
  }

  @Override
  public String toString() {
    return "Sketch of " + count + " " + Arrays.toString(counts) + " from bin " + first;
  }
}
