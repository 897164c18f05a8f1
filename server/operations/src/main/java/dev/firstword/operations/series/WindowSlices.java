package dev.firstword.operations.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statistics per time slice of a window; the oldest slice is dropped as time passes. Slices follow
 * wall-clock time, so that they continue after a restart. If the clock is set back, the newest
 * slice counts everything until the clock catches up.
 */
final class WindowSlices {

  private final Window window;
  private final WindowStats[] ring;
  private final long[] numbers;
  private long newestNumber = Long.MIN_VALUE;

  WindowSlices(Window window) {
    this.window = window;
    this.ring = new WindowStats[window.slices()];
    this.numbers = new long[window.slices()];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new WindowStats();
      numbers[i] = Long.MIN_VALUE;
    }
  }

  private long sliceNumber(long epochMs) {
    return Math.floorDiv(epochMs, window.slice().toMillis());
  }

  private WindowStats slice(long number) {
    int index = Math.floorMod(number, ring.length);
    if (numbers[index] != number) {
      ring[index] = new WindowStats();
      numbers[index] = number;
    }
    return ring[index];
  }

  void add(TurnObservation observation, long nowMs) {
    newestNumber = Math.max(newestNumber, sliceNumber(nowMs));
    slice(newestNumber).add(observation);
  }

  /** Returns the sum of the most recent slices, including the current one. */
  WindowStats sum(long nowMs, int count) {
    WindowStats sum = new WindowStats();
    forEachSlice(nowMs, count, (_, stats) -> sum.add(stats));
    return sum;
  }

  /** A slice that is not empty. */
  record Slice(long startMs, WindowStats stats) {}

  /** Returns the slices, oldest first. */
  List<Slice> history(long nowMs) {
    List<Slice> history = new ArrayList<>();
    forEachSlice(
        nowMs,
        ring.length,
        (number, stats) -> history.add(new Slice(number * window.slice().toMillis(), stats)));
    return history;
  }

  private interface Visitor {
    void visit(long number, WindowStats stats);
  }

  private void forEachSlice(long nowMs, int count, Visitor visitor) {
    long last = Math.max(newestNumber, sliceNumber(nowMs));
    for (long number = last - count + 1; number <= last; number++) {
      int index = Math.floorMod(number, ring.length);
      if (numbers[index] == number) {
        visitor.visit(number, ring[index]);
      }
    }
  }

  void write(DataOutput out, long nowMs) throws IOException {
    List<Long> filled = new ArrayList<>();
    forEachSlice(nowMs, ring.length, (number, _) -> filled.add(number));
    out.writeShort(filled.size());
    for (long number : filled) {
      out.writeLong(number);
      slice(number).write(out);
    }
  }

  /** Adds written slices, except those that are too old. */
  void read(DataInput in, long nowMs) throws IOException {
    long last = sliceNumber(nowMs);
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      long number = in.readLong();
      WindowStats stats = WindowStats.read(in);
      if (number > last - ring.length && number <= last) {
        slice(number).add(stats);
        newestNumber = Math.max(newestNumber, number);
      }
    }
  }
}
