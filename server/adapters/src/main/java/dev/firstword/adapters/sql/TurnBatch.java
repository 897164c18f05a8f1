package dev.firstword.adapters.sql;

import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What many turns have added to their logs, as the content of one row. A row costs the write-ahead
 * log as much as several pieces, and pieces that are compressed together share what all events
 * repeat.
 */
record TurnBatch(List<Piece> pieces) {

  /** More is written as another row. */
  static final int MAX_BYTES = 256 * 1024;

  TurnBatch {
    pieces = List.copyOf(pieces);
  }

  /**
   * A part of the log of a turn.
   *
   * @param start its offset in the log
   */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record Piece(String turnId, int start, byte[] bytes) {

    int end() {
      return start + bytes.length;
    }
  }

  /** Returns as many batches as the progress needs. */
  static List<TurnBatch> of(List<Progress> progress) {
    List<TurnBatch> batches = new ArrayList<>();
    List<Piece> current = new ArrayList<>();
    long bytes = 0;
    for (Progress one : progress) {
      if (bytes + one.bytes().length > MAX_BYTES && !current.isEmpty()) {
        batches.add(new TurnBatch(current));
        current.clear();
        bytes = 0;
      }
      current.add(new Piece(one.identity().turnId(), Math.toIntExact(one.offset()), one.bytes()));
      bytes += one.bytes().length;
    }
    if (!current.isEmpty()) {
      batches.add(new TurnBatch(current));
    }
    return batches;
  }

  /** Returns the turns of the pieces, each once. */
  String[] turnIds() {
    return pieces.stream().map(Piece::turnId).distinct().toArray(String[]::new);
  }

  /**
   * Returns what a query compares in order to find the batches of a turn. Two turns may have the
   * same hash.
   */
  Integer[] hashes() {
    return pieces.stream().map(piece -> hash(piece.turnId)).distinct().toArray(Integer[]::new);
  }

  /** Hashes a turn id. Stored batches need it as it is. */
  static int hash(String turnId) {
    return turnId.hashCode(); // The language specifies its value.
  }

  /** Returns a batch with the pieces of these turns alone. */
  TurnBatch only(Set<String> turnIds) {
    return new TurnBatch(pieces.stream().filter(piece -> turnIds.contains(piece.turnId)).toList());
  }

  /** Returns a batch with the pieces of all turns but these. */
  TurnBatch without(Set<String> turnIds) {
    return new TurnBatch(pieces.stream().filter(piece -> !turnIds.contains(piece.turnId)).toList());
  }

  byte[] encode(LogCompression compression) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Piece piece : pieces) {
        out.writeUTF(piece.turnId);
        out.writeInt(piece.start);
        out.writeInt(piece.bytes.length);
        out.write(piece.bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return compression.compress(bytes.toByteArray());
  }

  /**
   * Returns a batch as it was encoded.
   *
   * @throws IllegalStateException if the bytes are not an encoded batch
   */
  static TurnBatch decode(byte[] encoded) {
    byte[] bytes = LogCompression.decompress(encoded);
    List<Piece> pieces = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        String turnId = in.readUTF();
        int start = in.readInt();
        pieces.add(new Piece(turnId, start, in.readNBytes(in.readInt())));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a stored batch of log pieces is damaged", e);
    }
    return new TurnBatch(pieces);
  }
}
