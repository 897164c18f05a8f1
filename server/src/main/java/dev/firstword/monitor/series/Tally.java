package dev.firstword.monitor.series;

import dev.firstword.window.Sketch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was counted of some turns. Those of parts add up to exactly that of the whole. Not for
 * several threads at once.
 */
public final class Tally {

  /** More than there are measures and phases; what is beyond is not counted. */
  private static final int MOST_MEASURES = 48;

  /** More than anybody promises. */
  private static final int MOST_LEVELS = 256;

  private int done;
  private int cancelled;
  private int failed;
  private int judged;
  private int good;
  private final Map<String, Sketch> measures = new LinkedHashMap<>();
  private final Map<String, Kept> levels = new LinkedHashMap<>();

  /** How often a level was kept, of how many turns that say something about it. */
  public record Kept(long count, long within) {

    public static final Kept NONE = new Kept(0, 0);

    public Kept and(Kept other) {
      return new Kept(count + other.count, within + other.within);
    }

    public long outside() {
      return count - within;
    }

    /** The share that kept it; 1 where there is none. */
    public double share() {
      return count == 0 ? 1 : (double) within / count;
    }
  }

  void add(Observation observation) {
    switch (observation.outcome()) {
      case DONE -> done++;
      case CANCELLED -> cancelled++;
      case FAILED -> failed++;
      case null -> {} // Seen of a turn that was counted before.
    }
    if (observation.good() != null) {
      judged++;
      good += observation.good() ? 1 : 0;
    }
    observation
        .measures()
        .forEach((name, value) -> {
          Sketch sketch = sketch(name);
          if (sketch != null) {
            sketch.record(value);
          }
        });
    observation.levels().forEach((key, kept) -> add(key, new Kept(1, kept ? 1 : 0)));
  }

  void add(Tally other) {
    done += other.done;
    cancelled += other.cancelled;
    failed += other.failed;
    judged += other.judged;
    good += other.good;
    other.measures.forEach((name, sketch) -> {
      Sketch own = sketch(name);
      if (own != null) {
        own.add(sketch);
      }
    });
    other.levels.forEach(this::add);
  }

  private @Nullable Sketch sketch(String name) {
    Sketch sketch = measures.get(name);
    if (sketch == null && measures.size() < MOST_MEASURES) {
      sketch = new Sketch();
      measures.put(name, sketch);
    }
    return sketch;
  }

  private void add(String level, Kept kept) {
    if (levels.size() < MOST_LEVELS || levels.containsKey(level)) {
      levels.merge(level, kept, Kept::and);
    }
  }

  public int turns() {
    return done + cancelled + failed;
  }

  public int done() {
    return done;
  }

  public int cancelled() {
    return cancelled;
  }

  public int failed() {
    return failed;
  }

  /** The share of turns that met every level; absent without turns that say something of any. */
  public @Nullable Double goodput() {
    return judged == 0 ? null : Double.valueOf((double) good / judged);
  }

  /** By the measures' names; those that were measured. */
  public Map<String, Sketch> measures() {
    return Collections.unmodifiableMap(measures);
  }

  public Kept kept(String levelKey) {
    return levels.getOrDefault(levelKey, Kept.NONE);
  }

  void write(DataOutput out) throws IOException {
    for (int count : new int[] {done, cancelled, failed, judged, good}) {
      out.writeInt(count);
    }
    out.writeShort(measures.size());
    for (Map.Entry<String, Sketch> measure : measures.entrySet()) {
      out.writeUTF(measure.getKey());
      measure.getValue().write(out);
    }
    out.writeShort(levels.size());
    for (Map.Entry<String, Kept> level : levels.entrySet()) {
      out.writeUTF(level.getKey());
      out.writeLong(level.getValue().count);
      out.writeLong(level.getValue().within);
    }
  }

  static Tally read(DataInput in) throws IOException {
    Tally tally = new Tally();
    tally.done = in.readInt();
    tally.cancelled = in.readInt();
    tally.failed = in.readInt();
    tally.judged = in.readInt();
    tally.good = in.readInt();
    int measures = in.readUnsignedShort();
    for (int i = 0; i < measures; i++) {
      tally.measures.put(in.readUTF(), Sketch.read(in));
    }
    int levels = in.readUnsignedShort();
    for (int i = 0; i < levels; i++) {
      tally.levels.put(in.readUTF(), new Kept(in.readLong(), in.readLong()));
    }
    return tally;
  }
}
