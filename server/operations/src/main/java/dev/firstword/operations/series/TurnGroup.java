package dev.firstword.operations.series;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** A group of turns with a common property, counted in every window. */
final class TurnGroup {

  private final Map<Window, WindowSlices> windows = new EnumMap<>(Window.class);
  private long lastTurnMs;

  TurnGroup() {
    for (Window window : Window.values()) {
      windows.put(window, new WindowSlices(window));
    }
  }

  void add(TurnObservation observation, long nowMs) {
    windows.values().forEach(slices -> slices.add(observation, nowMs));
    lastTurnMs = Math.max(lastTurnMs, nowMs);
  }

  WindowSlices slices(Window window) {
    WindowSlices slices = windows.get(window);
    if (slices == null) {
      throw new IllegalStateException("a group has every window");
    }
    return slices;
  }

  /** Returns whether every window has expired since its last turn. */
  boolean isExpired(long nowMs) {
    return nowMs - lastTurnMs > Window.DAY.length().toMillis();
  }

  void write(DataOutput out, long nowMs) throws IOException {
    out.writeLong(lastTurnMs);
    for (Window window : Window.values()) {
      slices(window).write(out, nowMs);
    }
  }

  void read(DataInput in, long nowMs) throws IOException {
    lastTurnMs = in.readLong();
    for (Window window : Window.values()) {
      slices(window).read(in, nowMs);
    }
  }
}
