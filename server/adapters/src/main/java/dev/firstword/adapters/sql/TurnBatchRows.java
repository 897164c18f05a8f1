package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.TurnBatch.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Batches as rows of PostgreSQL, in one transaction. */
record TurnBatchRows(Statements statements) {

  /** Rows moved at once: few enough not to delay what is to be written next. */
  static final int MOVE_LIMIT = 100;

  static final int NO_LIMIT = Integer.MAX_VALUE;

  /** Inserts nothing unless all turns belong to the node. */
  private static final String INSERT =
      "INSERT INTO turn_batches (node, written_at, turn_hashes, bytes)"
          + " SELECT ?, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT), ?, ?"
          + " WHERE ? = (SELECT count(*) FROM turns"
          + " WHERE id = ANY (?) AND node = ? AND ended_at IS NULL) RETURNING written_at";

  private static final String RUNNING =
      "SELECT id FROM turns WHERE id = ANY (?) AND node = ? AND ended_at IS NULL";

  /** Locks the rows in the order in which {@link #remove} does. */
  private static final String TAKE =
      "DELETE FROM turn_batches WHERE node = ? AND written_at IN (SELECT written_at"
          + " FROM turn_batches WHERE node = ? AND written_at <= ? ORDER BY written_at LIMIT ?"
          + " FOR UPDATE)"
          + " RETURNING bytes";

  /** A piece that is moved again has been written again, and has at least as much. */
  private static final String INSERT_CHUNKS =
      "INSERT INTO turn_chunks (turn_id, start, bytes) SELECT * FROM unnest(?, ?, ?)"
          + " ON CONFLICT (turn_id, start) DO UPDATE SET bytes = excluded.bytes";

  private static final String FIND =
      "SELECT DISTINCT node, written_at FROM turn_batches, unnest(turn_hashes) AS hash"
          + " WHERE hash = ANY (?) ORDER BY node, written_at";

  private record Key(String node, long writtenAt) {}

  /**
   * Inserts a batch without the turns that don't belong to the node.
   *
   * @param lost receives the ids of these turns
   * @return when it was written, in microseconds; 0 if nothing was
   */
  long insert(String node, TurnBatch batch, LogCompression compression, Set<String> lost) {
    long writtenAt = insertIfAllRun(node, batch, compression);
    if (writtenAt != 0) {
      return writtenAt;
    }
    Set<String> running = running(node, List.of(batch.turnIds()));
    Arrays.stream(batch.turnIds()).filter(id -> !running.contains(id)).forEach(lost::add);
    return running.isEmpty() ? 0 : insertIfAllRun(node, batch.only(running), compression);
  }

  private long insertIfAllRun(String node, TurnBatch batch, LogCompression compression) {
    String[] turnIds = batch.turnIds();
    Long writtenAt =
        statements.firstOrNull(
            INSERT,
            row -> row.getLong(1),
            node,
            batch.hashes(),
            batch.encode(compression),
            turnIds.length,
            turnIds,
            node);
    return writtenAt == null ? 0 : writtenAt;
  }

  private Set<String> running(String node, Collection<String> turnIds) {
    return new HashSet<>(
        statements.all(RUNNING, row -> row.getString(1), turnIds.toArray(new String[0]), node));
  }

  /**
   * Moves what is in the oldest batches of a node to the turns that have not ended, and deletes
   * these batches.
   *
   * @param until the newest batch to move, in microseconds
   */
  void moveToTurns(String node, long until, int limit) {
    Map<String, List<Piece>> byTurn = new HashMap<>();
    for (byte[] encoded : statements.all(TAKE, row -> row.getBytes(1), node, node, until, limit)) {
      for (Piece piece : TurnBatch.decode(encoded).pieces()) {
        byTurn.computeIfAbsent(piece.turnId(), _ -> new ArrayList<>()).add(piece);
      }
    }
    byTurn.keySet().retainAll(running(node, byTurn.keySet()));
    insertChunks(byTurn.values().stream().flatMap(all -> LogPieces.merge(all).stream()).toList());
  }

  private void insertChunks(List<Piece> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    try (LogCompression compression = new LogCompression()) {
      statements.update(
          INSERT_CHUNKS,
          pieces.stream().map(Piece::turnId).toArray(String[]::new),
          pieces.stream().map(piece -> (long) piece.start()).toArray(Long[]::new),
          pieces.stream().map(piece -> compression.compress(piece.bytes())).toArray(byte[][]::new));
    }
  }

  /** Returns when the oldest batch of a node was written, in microseconds; 0 if it has none. */
  long oldest(String node) {
    Long oldest =
        statements.firstOrNull(
            "SELECT min(written_at) FROM turn_batches WHERE node = ?", row -> row.getLong(1), node);
    return oldest == null ? 0 : oldest;
  }

  /** Removes what the batches of all nodes have of some turns. */
  void remove(Set<String> turnIds) {
    Integer[] hashes = turnIds.stream().map(TurnBatch::hash).toArray(Integer[]::new);
    for (Key key :
        statements.all(FIND, row -> new Key(row.getString(1), row.getLong(2)), (Object) hashes)) {
      byte[] encoded =
          statements.firstOrNull(
              "SELECT bytes FROM turn_batches WHERE node = ? AND written_at = ? FOR UPDATE",
              row -> row.getBytes(1),
              key.node,
              key.writtenAt);
      if (encoded != null) {
        replace(key, TurnBatch.decode(encoded).without(turnIds));
      }
    }
  }

  private void replace(Key key, TurnBatch rest) {
    if (rest.pieces().isEmpty()) {
      statements.update(
          "DELETE FROM turn_batches WHERE node = ? AND written_at = ?", key.node, key.writtenAt);
      return;
    }
    try (LogCompression compression = new LogCompression()) {
      statements.update(
          "UPDATE turn_batches SET turn_hashes = ?, bytes = ? WHERE node = ? AND written_at = ?",
          rest.hashes(),
          rest.encode(compression),
          key.node,
          key.writtenAt);
    }
  }
}
