package dev.firstword.operations.series;

import dev.firstword.core.statistics.QuantileSketch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a set of turns. Statistics of disjoint sets add up exactly to those of their union.
 * Not thread-safe.
 */
public final class WindowStats {

  /** More than there are measures and phases. Further ones are not counted. */
  private static final int MAX_MEASURES = 48;

  /** More SLOs than can be configured. */
  private static final int MAX_SLOS = 256;

  private int done;
  private int cancelled;
  private int failed;
  private int evaluated;
  private int good;
  private final Map<String, QuantileSketch> measures = new LinkedHashMap<>();
  private final Map<String, SloCount> sloCounts = new LinkedHashMap<>();

  /**
   * How many turns met an SLO.
   *
   * @param count the turns that the SLO could judge
   * @param within those that met it
   */
  public record SloCount(long count, long within) {

    public static final SloCount NONE = new SloCount(0, 0);

    public SloCount plus(SloCount other) {
      return new SloCount(count + other.count, within + other.within);
    }

    public long outside() {
      return count - within;
    }

    /** Returns the share of turns that met the SLO; 1 if there is none. */
    public double share() {
      return count == 0 ? 1 : (double) within / count;
    }
  }

  void add(TurnObservation observation) {
    switch (observation.outcome()) {
      case DONE -> done++;
      case CANCELLED -> cancelled++;
      case FAILED -> failed++;
      case null -> {} // Vitals: the turn itself was counted when it ended.
    }
    if (observation.good() != null) {
      evaluated++;
      good += observation.good() ? 1 : 0;
    }
    observation
        .measures()
        .forEach((name, value) -> {
          QuantileSketch sketch = sketch(name);
          if (sketch != null) {
            sketch.record(value);
          }
        });
    observation.sloResults().forEach((key, kept) -> add(key, new SloCount(1, kept ? 1 : 0)));
  }

  void add(WindowStats other) {
    done += other.done;
    cancelled += other.cancelled;
    failed += other.failed;
    evaluated += other.evaluated;
    good += other.good;
    other.measures.forEach((name, sketch) -> {
      QuantileSketch own = sketch(name);
      if (own != null) {
        own.merge(sketch);
      }
    });
    other.sloCounts.forEach(this::add);
  }

  private @Nullable QuantileSketch sketch(String name) {
    QuantileSketch sketch = measures.get(name);
    if (sketch == null && measures.size() < MAX_MEASURES) {
      sketch = new QuantileSketch();
      measures.put(name, sketch);
    }
    return sketch;
  }

  private void add(String sloKey, SloCount kept) {
    if (sloCounts.size() < MAX_SLOS || sloCounts.containsKey(sloKey)) {
      sloCounts.merge(sloKey, kept, SloCount::plus);
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

  /** Returns the share of turns that met every SLO, or null if no SLO could judge any turn. */
  public @Nullable Double goodput() {
    return evaluated == 0 ? null : Double.valueOf((double) good / evaluated);
  }

  /** Returns a sketch for each measure that has values, by name. */
  public Map<String, QuantileSketch> measures() {
    return Collections.unmodifiableMap(measures);
  }

  public SloCount sloCount(String sloKey) {
    return sloCounts.getOrDefault(sloKey, SloCount.NONE);
  }

  void write(DataOutput out) throws IOException {
    for (int count : new int[] {done, cancelled, failed, evaluated, good}) {
      out.writeInt(count);
    }
    out.writeShort(measures.size());
    for (Map.Entry<String, QuantileSketch> measure : measures.entrySet()) {
      out.writeUTF(measure.getKey());
      measure.getValue().write(out);
    }
    out.writeShort(sloCounts.size());
    for (Map.Entry<String, SloCount> sloCount : sloCounts.entrySet()) {
      out.writeUTF(sloCount.getKey());
      out.writeLong(sloCount.getValue().count);
      out.writeLong(sloCount.getValue().within);
    }
  }

  static WindowStats read(DataInput in) throws IOException {
    WindowStats stats = new WindowStats();
    stats.done = in.readInt();
    stats.cancelled = in.readInt();
    stats.failed = in.readInt();
    stats.evaluated = in.readInt();
    stats.good = in.readInt();
    int measures = in.readUnsignedShort();
    for (int i = 0; i < measures; i++) {
      stats.measures.put(in.readUTF(), QuantileSketch.read(in));
    }
    int slos = in.readUnsignedShort();
    for (int i = 0; i < slos; i++) {
      stats.sloCounts.put(in.readUTF(), new SloCount(in.readLong(), in.readLong()));
    }
    return stats;
  }
}
