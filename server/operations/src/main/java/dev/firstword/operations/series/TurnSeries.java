package dev.firstword.operations.series;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.series.WindowSlices.Slice;
import dev.firstword.operations.slo.Slos;
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
 * Statistics of turns in every window, in total and per dimension. The number of names per
 * dimension is limited; further names count as {@code other}. Not thread-safe.
 */
public final class TurnSeries {

  /** The maximum number of names per dimension. */
  public static final int MAX_NAMES = 64;

  /** The name for all names beyond the limit. */
  public static final String OTHER = "other";

  private static final int MAX_NAME_LENGTH = 255;
  private static final int FORMAT_VERSION = 1;

  private final Slos slos;
  private final TurnGroup all = new TurnGroup();
  private final Map<Dimension, Map<String, TurnGroup>> groups = new EnumMap<>(Dimension.class);

  public TurnSeries(Slos slos) {
    this.slos = slos;
    for (Dimension dimension : Dimension.values()) {
      groups.put(dimension, new LinkedHashMap<>());
    }
  }

  /** Counts a finished turn. */
  public void add(FinishedTurn turn, long nowMs) {
    add(turn, TurnObservation.of(turn, slos), nowMs);
  }

  /** Counts the vitals of a turn. */
  public void add(Vitals vitals, FinishedTurn turn, long nowMs) {
    add(turn, TurnObservation.of(vitals, turn, slos), nowMs);
  }

  private void add(FinishedTurn turn, TurnObservation observation, long nowMs) {
    all.add(observation, nowMs);
    for (Dimension dimension : Dimension.values()) {
      group(dimension, dimension.nameFor(turn), nowMs).add(observation, nowMs);
    }
  }

  private Map<String, TurnGroup> groups(Dimension dimension) {
    Map<String, TurnGroup> groupsByName = groups.get(dimension);
    if (groupsByName == null) {
      throw new IllegalStateException("every dimension has its groups");
    }
    return groupsByName;
  }

  private TurnGroup group(Dimension dimension, String fullName, long nowMs) {
    String name =
        fullName.length() <= MAX_NAME_LENGTH ? fullName : fullName.substring(0, MAX_NAME_LENGTH);
    Map<String, TurnGroup> groupsByName = groups(dimension);
    TurnGroup known = groupsByName.get(name);
    if (known != null) {
      return known;
    }
    if (groupsByName.size() >= MAX_NAMES) {
      groupsByName.values().removeIf(group -> group.isExpired(nowMs));
    }
    return groupsByName.computeIfAbsent(
        groupsByName.size() < MAX_NAMES ? name : OTHER, _ -> new TurnGroup());
  }

  /** A group's name and statistics. */
  public record NamedStats(String name, WindowStats stats) {}

  /** Returns the statistics of all turns of a window. */
  public WindowStats all(Window window, long nowMs) {
    return all.slices(window).sum(nowMs, window.slices());
  }

  /** Returns the statistics of the most recent slices of a window. */
  public WindowStats recent(Window window, int slices, long nowMs) {
    return all.slices(window).sum(nowMs, slices);
  }

  /** Returns the groups that have turns in the window, most turns first. */
  public List<NamedStats> groupedBy(Dimension dimension, Window window, long nowMs) {
    List<NamedStats> namedStats = new ArrayList<>();
    groups(dimension)
        .forEach((name, group) -> {
          WindowStats stats = group.slices(window).sum(nowMs, window.slices());
          if (stats.turns() > 0) {
            namedStats.add(new NamedStats(name, stats));
          }
        });
    namedStats.sort(Comparator.comparingInt((NamedStats each) -> -each.stats.turns()));
    return namedStats;
  }

  /** The statistics of a group in one slice of time. */
  public record Point(long startMs, WindowStats stats) {}

  /**
   * Returns a window slice by slice, oldest first, without empty slices.
   *
   * @param dimension null for all turns
   */
  public List<Point> history(
      @Nullable Dimension dimension, String name, Window window, long nowMs) {
    TurnGroup group = dimension == null ? all : groups(dimension).get(name);
    List<Slice> slices = group == null ? List.of() : group.slices(window).history(nowMs);
    List<Point> points = new ArrayList<>(slices.size());
    for (Slice slice : slices) {
      WindowStats copy = new WindowStats();
      copy.add(slice.stats());
      points.add(new Point(slice.startMs(), copy));
    }
    return points;
  }

  /** Writes all statistics, to be restored by {@link #read}. */
  public void write(DataOutput out, long nowMs) throws IOException {
    out.writeInt(FORMAT_VERSION);
    all.write(out, nowMs);
    for (Dimension dimension : Dimension.values()) {
      Map<String, TurnGroup> groupsByName = groups(dimension);
      out.writeShort(groupsByName.size());
      for (Map.Entry<String, TurnGroup> group : groupsByName.entrySet()) {
        out.writeUTF(group.getKey());
        group.getValue().write(out, nowMs);
      }
    }
  }

  /**
   * Adds written statistics, except those that are too old.
   *
   * @throws IOException if the format is unknown; the state is then undefined
   */
  public void read(DataInput in, long nowMs) throws IOException {
    int format = in.readInt();
    if (format != FORMAT_VERSION) {
      throw new IOException("it has the format " + format);
    }
    all.read(in, nowMs);
    for (Dimension dimension : Dimension.values()) {
      int count = in.readUnsignedShort();
      for (int i = 0; i < count; i++) {
        TurnGroup group = new TurnGroup();
        String name = in.readUTF();
        group.read(in, nowMs);
        if (!group.isExpired(nowMs)) {
          groups(dimension).put(name, group);
        }
      }
    }
  }
}
