package dev.firstword.operations.diagnosis;

import dev.firstword.operations.diagnosis.RecommendationHistory.Entry;
import dev.firstword.operations.diagnosis.Saving.LatencySummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Serializes the history of recommendations. Most recommendations change the configuration, which
 * requires a restart that the predictions have to survive.
 */
final class RecommendationHistoryFormat {

  private static final int FORMAT_VERSION = 1;
  private static final int MAX_EVIDENCE = 100;

  private RecommendationHistoryFormat() {}

  static byte[] write(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT_VERSION);
      out.writeShort(entries.size());
      for (Entry entry : entries) {
        write(out, entry);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Entry entry) throws IOException {
    Recommendation recommendation = entry.recommendation();
    for (String text :
        List.of(
            recommendation.id(),
            recommendation.title(),
            recommendation.technique(),
            recommendation.setting())) {
      out.writeUTF(text);
    }
    out.writeDouble(recommendation.share());
    out.writeShort(recommendation.evidence().size());
    for (Evidence evidence : recommendation.evidence()) {
      out.writeUTF(evidence.name());
      out.writeDouble(evidence.value());
      out.writeDouble(evidence.limit());
    }
    out.writeUTF(recommendation.saving().basis());
    write(out, recommendation.saving().before());
    write(out, recommendation.saving().after());
    out.writeLong(entry.lastSeenMs());
    AppliedRecommendation applied = entry.applied();
    out.writeBoolean(applied != null);
    if (applied != null) {
      out.writeInt(applied.turns());
      write(out, applied.measured());
    }
  }

  private static void write(DataOutputStream out, LatencySummary summary) throws IOException {
    for (ExactPercentiles percentiles :
        List.of(summary.ttftMs(), summary.totalMs(), summary.seenFirstTextMs())) {
      out.writeInt(percentiles.count());
      out.writeDouble(percentiles.p50());
      out.writeDouble(percentiles.p95());
      out.writeDouble(percentiles.p99());
    }
  }

  /**
   * Reads serialized entries.
   *
   * @throws IOException if the format is unknown
   */
  static List<Entry> read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readInt();
      if (format != FORMAT_VERSION) {
        throw new IOException("it has the format " + format);
      }
      int count = in.readUnsignedShort();
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(readEntry(in));
      }
      return entries;
    }
  }

  private static Entry readEntry(DataInputStream in) throws IOException {
    String id = in.readUTF();
    String title = in.readUTF();
    String technique = in.readUTF();
    String setting = in.readUTF();
    double share = in.readDouble();
    int count = in.readUnsignedShort();
    if (count > MAX_EVIDENCE) {
      throw new IOException("a remedy with " + count + " figures");
    }
    List<Evidence> evidence = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      evidence.add(new Evidence(in.readUTF(), in.readDouble(), in.readDouble()));
    }
    Saving saving = new Saving(in.readUTF(), readSummary(in), readSummary(in));
    Recommendation recommendation =
        new Recommendation(id, title, technique, setting, share, evidence, saving);
    long lastSeenMs = in.readLong();
    if (!in.readBoolean()) {
      return new Entry(recommendation, lastSeenMs, null);
    }
    return new Entry(
        recommendation,
        lastSeenMs,
        new AppliedRecommendation(recommendation, lastSeenMs, in.readInt(), readSummary(in)));
  }

  private static LatencySummary readSummary(DataInputStream in) throws IOException {
    return new LatencySummary(readPercentiles(in), readPercentiles(in), readPercentiles(in));
  }

  private static ExactPercentiles readPercentiles(DataInputStream in) throws IOException {
    return new ExactPercentiles(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble());
  }
}
