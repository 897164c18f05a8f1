package dev.firstword.monitor.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was counted in each of a window's slices of time, of which the oldest falls out. Time is the
 * world's, so that it goes on over a restart; where a clock is set back, the newest slice takes all
 * until it is caught up with.
 */
final class Slices {

  private final Window window;
  private final Tally[] ring;
  private final long[] numbers;
  private long newest = Long.MIN_VALUE;

  Slices(Window window) {
    this.window = window;
    this.ring = new Tally[window.slices()];
    this.numbers = new long[window.slices()];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Tally();
      numbers[i] = Long.MIN_VALUE;
    }
  }

  private long number(long epochMs) {
    return Math.floorDiv(epochMs, window.slice().toMillis());
  }

  private Tally slice(long number) {
    int place = Math.floorMod(number, ring.length);
    if (numbers[place] != number) {
      ring[place] = new Tally();
      numbers[place] = number;
    }
    return ring[place];
  }

  void add(Observation observation, long nowMs) {
    newest = Math.max(newest, number(nowMs));
    slice(newest).add(observation);
  }

  /** The newest so many slices as one, that under way included. */
  Tally sum(long nowMs, int count) {
    Tally sum = new Tally();
    each(nowMs, count, (_, tally) -> sum.add(tally));
    return sum;
  }

  /** One of the slices that holds anything. */
  record Slice(long startMs, Tally tally) {}

  /** Oldest first. */
  List<Slice> history(long nowMs) {
    List<Slice> history = new ArrayList<>();
    each(
        nowMs,
        ring.length,
        (number, tally) -> history.add(new Slice(number * window.slice().toMillis(), tally)));
    return history;
  }

  private interface Visitor {
    void visit(long number, Tally tally);
  }

  private void each(long nowMs, int count, Visitor visitor) {
    long last = Math.max(newest, number(nowMs));
    for (long number = last - count + 1; number <= last; number++) {
      int place = Math.floorMod(number, ring.length);
      if (numbers[place] == number) {
        visitor.visit(number, ring[place]);
      }
    }
  }

  void write(DataOutput out, long nowMs) throws IOException {
    List<Long> filled = new ArrayList<>();
    each(nowMs, ring.length, (number, _) -> filled.add(number));
    out.writeShort(filled.size());
    for (long number : filled) {
      out.writeLong(number);
      slice(number).write(out);
    }
  }

  /** Takes what was written, as far as it is not too old by now. */
  void read(DataInput in, long nowMs) throws IOException {
    long last = number(nowMs);
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      long number = in.readLong();
      Tally tally = Tally.read(in);
      if (number > last - ring.length && number <= last) {
        slice(number).add(tally);
        newest = Math.max(newest, number);
      }
    }
  }
}
