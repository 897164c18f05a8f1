package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.diagnosis.Ledger.Entry;
import dev.firstword.monitor.diagnosis.Saving.Waits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A ledger as bytes: most remedies are lines of the configuration, which want a restart, and the
 * prediction has to outlive that.
 */
final class LedgerFormat {

  private static final int FORMAT = 1;
  private static final int MOST_EVIDENCE = 100;

  private LedgerFormat() {}

  static byte[] write(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeShort(entries.size());
      for (Entry entry : entries) {
        write(out, entry);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Entry entry) throws IOException {
    Finding finding = entry.finding();
    for (String text :
        List.of(finding.id(), finding.title(), finding.technique(), finding.setting())) {
      out.writeUTF(text);
    }
    out.writeDouble(finding.share());
    out.writeShort(finding.evidence().size());
    for (Evidence evidence : finding.evidence()) {
      out.writeUTF(evidence.name());
      out.writeDouble(evidence.value());
      out.writeDouble(evidence.limit());
    }
    out.writeUTF(finding.saving().basis());
    write(out, finding.saving().before());
    write(out, finding.saving().after());
    out.writeLong(entry.lastHeldMs());
    Applied applied = entry.applied();
    out.writeBoolean(applied != null);
    if (applied != null) {
      out.writeInt(applied.turns());
      write(out, applied.measured());
    }
  }

  private static void write(DataOutputStream out, Waits waits) throws IOException {
    for (Spread spread : List.of(waits.ttftMs(), waits.totalMs(), waits.seenMs())) {
      out.writeInt(spread.count());
      out.writeDouble(spread.p50());
      out.writeDouble(spread.p95());
      out.writeDouble(spread.p99());
    }
  }

  /**
   * Reads what was written.
   *
   * @throws IOException when it is something else
   */
  static List<Entry> read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readInt();
      if (format != FORMAT) {
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
    if (count > MOST_EVIDENCE) {
      throw new IOException("a remedy with " + count + " figures");
    }
    List<Evidence> evidence = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      evidence.add(new Evidence(in.readUTF(), in.readDouble(), in.readDouble()));
    }
    Saving saving = new Saving(in.readUTF(), readWaits(in), readWaits(in));
    Finding finding = new Finding(id, title, technique, setting, share, evidence, saving);
    long lastHeldMs = in.readLong();
    if (!in.readBoolean()) {
      return new Entry(finding, lastHeldMs, null);
    }
    return new Entry(
        finding, lastHeldMs, new Applied(finding, lastHeldMs, in.readInt(), readWaits(in)));
  }

  private static Waits readWaits(DataInputStream in) throws IOException {
    return new Waits(readSpread(in), readSpread(in), readSpread(in));
  }

  private static Spread readSpread(DataInputStream in) throws IOException {
    return new Spread(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble());
  }
}
