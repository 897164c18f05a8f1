package dev.firstword.monitor.series;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.Vitals;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.monitor.series.Slices.Slice;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of turns, all together and by every dimension, in every window. How many names
 * a dimension has is bounded: further ones count as {@code other}. Not for several threads at once.
 */
public final class Series {

  /** How many names a dimension may have. */
  public static final int MOST_NAMES = 64;

  /** What those beyond are called. */
  public static final String OTHER = "other";

  private static final int LONGEST_NAME = 255;
  private static final int FORMAT = 1;

  private final ServiceLevels levels;
  private final Group all = new Group();
  private final Map<Dimension, Map<String, Group>> groups = new EnumMap<>(Dimension.class);

  public Series(ServiceLevels levels) {
    this.levels = levels;
    for (Dimension dimension : Dimension.values()) {
      groups.put(dimension, new LinkedHashMap<>());
    }
  }

  /** A turn has ended. */
  public void add(FinishedTurn turn, long nowMs) {
    add(turn, Observation.of(turn, levels), nowMs);
  }

  /** Somebody tells what they saw of a turn. */
  public void add(Vitals seen, FinishedTurn turn, long nowMs) {
    add(turn, Observation.of(seen, turn, levels), nowMs);
  }

  private void add(FinishedTurn turn, Observation observation, long nowMs) {
    all.add(observation, nowMs);
    for (Dimension dimension : Dimension.values()) {
      group(dimension, dimension.nameFor(turn), nowMs).add(observation, nowMs);
    }
  }

  private Map<String, Group> groups(Dimension dimension) {
    Map<String, Group> named = groups.get(dimension);
    if (named == null) {
      throw new IllegalStateException("every dimension has its groups");
    }
    return named;
  }

  private Group group(Dimension dimension, String fullName, long nowMs) {
    String name =
        fullName.length() <= LONGEST_NAME ? fullName : fullName.substring(0, LONGEST_NAME);
    Map<String, Group> named = groups(dimension);
    Group known = named.get(name);
    if (known != null) {
      return known;
    }
    if (named.size() >= MOST_NAMES) {
      named.values().removeIf(group -> group.isOver(nowMs));
    }
    return named.computeIfAbsent(named.size() < MOST_NAMES ? name : OTHER, _ -> new Group());
  }

  /** Those who have something in common, and what was counted of them. */
  public record Named(String name, Tally tally) {}

  /** All turns of a window. */
  public Tally all(Window window, long nowMs) {
    return all.in(window).sum(nowMs, window.slices());
  }

  /** The same of its newest slices alone. */
  public Tally newest(Window window, int slices, long nowMs) {
    return all.in(window).sum(nowMs, slices);
  }

  /** Each group with turns in the window, most turns first. */
  public List<Named> by(Dimension dimension, Window window, long nowMs) {
    List<Named> named = new ArrayList<>();
    groups(dimension)
        .forEach((name, group) -> {
          Tally tally = group.in(window).sum(nowMs, window.slices());
          if (tally.turns() > 0) {
            named.add(new Named(name, tally));
          }
        });
    named.sort(Comparator.comparingInt((Named each) -> -each.tally.turns()));
    return named;
  }

  /** What was counted of a group in a slice of time. */
  public record Point(long startMs, Tally tally) {}

  /**
   * A window slice by slice, oldest first, without the empty ones.
   *
   * @param dimension absent for all turns
   */
  public List<Point> history(
      @Nullable Dimension dimension, String name, Window window, long nowMs) {
    Group group = dimension == null ? all : groups(dimension).get(name);
    List<Slice> slices = group == null ? List.of() : group.in(window).history(nowMs);
    List<Point> points = new ArrayList<>(slices.size());
    for (Slice slice : slices) {
      Tally copy = new Tally();
      copy.add(slice.tally());
      points.add(new Point(slice.startMs(), copy));
    }
    return points;
  }

  /** Writes all of it, to be read by {@link #read}. */
  public void write(DataOutput out, long nowMs) throws IOException {
    out.writeInt(FORMAT);
    all.write(out, nowMs);
    for (Dimension dimension : Dimension.values()) {
      Map<String, Group> named = groups(dimension);
      out.writeShort(named.size());
      for (Map.Entry<String, Group> group : named.entrySet()) {
        out.writeUTF(group.getKey());
        group.getValue().write(out, nowMs);
      }
    }
  }

  /**
   * Adds what was written, as far as it is not too old.
   *
   * @throws IOException when it was written by something else; then this is in no certain state
   */
  public void read(DataInput in, long nowMs) throws IOException {
    int format = in.readInt();
    if (format != FORMAT) {
      throw new IOException("it has the format " + format);
    }
    all.read(in, nowMs);
    for (Dimension dimension : Dimension.values()) {
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        Group group = new Group();
        String name = in.readUTF();
        group.read(in, nowMs);
        if (!group.isOver(nowMs)) {
          groups(dimension).put(name, group);
        }
      }
    }
  }
}
