package dev.firstword.monitor.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Turns that have something in common, in every window. */
final class Group {

  private final Map<Window, Slices> windows = new EnumMap<>(Window.class);
  private long lastMs;

  Group() {
    for (Window window : Window.values()) {
      windows.put(window, new Slices(window));
    }
  }

  void add(Observation observation, long nowMs) {
    windows.values().forEach(slices -> slices.add(observation, nowMs));
    lastMs = Math.max(lastMs, nowMs);
  }

  Slices in(Window window) {
    Slices slices = windows.get(window);
    if (slices == null) {
      throw new IllegalStateException("a group has every window");
    }
    return slices;
  }

  /** Whether it is so long that it had a turn that no window holds any. */
  boolean isOver(long nowMs) {
    return nowMs - lastMs > Window.DAY.length().toMillis();
  }

  void write(DataOutput out, long nowMs) throws IOException {
    out.writeLong(lastMs);
    for (Window window : Window.values()) {
      in(window).write(out, nowMs);
    }
  }

  void read(DataInput in, long nowMs) throws IOException {
    lastMs = in.readLong();
    for (Window window : Window.values()) {
      in(window).read(in, nowMs);
    }
  }
}
