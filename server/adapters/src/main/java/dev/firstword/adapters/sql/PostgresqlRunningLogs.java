package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.adapters.sql.TurnBatch.Piece;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Running logs in tables of PostgreSQL. What all turns of a node add is one row, compressed: every
 * byte is written to the write-ahead log and sent to the standbys. Rows that are old are deleted;
 * what turns still need of them is moved to a row of the turn.
 */
final class PostgresqlRunningLogs implements RunningLogs {

  /** Most answers have ended by then, so that nothing of them is moved. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** What is younger stays when older batches are moved. */
  private static final int KEPT_PART = 3;

  private static final long MICROS_PER_MILLI = 1000;

  private static final String READ =
      "SELECT start, bytes FROM turn_chunks WHERE turn_id = ? UNION ALL"
          + " SELECT CAST(NULL AS BIGINT), turn_batches.bytes FROM turns JOIN turn_batches"
          + " ON turn_batches.node = turns.node AND ? = ANY (turn_batches.turn_hashes)"
          + " WHERE turns.id = ?";

  private static final String DELETE_UNNEEDED =
      "DELETE FROM turn_batches WHERE node = ?"
          + " AND NOT EXISTS (SELECT 1 FROM active_turns WHERE node = ?)";

  private static final Logger log = LoggerFactory.getLogger(PostgresqlRunningLogs.class);

  private final Database database;
  private final long maxAgeMicros;

  /** The nodes of the turns that have something in a batch. */
  private final Map<String, String> written = new ConcurrentHashMap<>();

  /** When the oldest batch of a node was written, in microseconds of the database's clock. */
  private final Map<String, Long> oldestBatches = new ConcurrentHashMap<>();

  PostgresqlRunningLogs(Database database) {
    this(database, MAX_AGE);
  }

  /** Creates running logs that move batches of the given age. */
  PostgresqlRunningLogs(Database database, Duration maxAge) {
    this.database = database;
    maxAgeMicros = maxAge.toMillis() * MICROS_PER_MILLI;
  }

  /** What was appended, and when. */
  private record Appended(Set<String> lost, long writtenAt) {}

  @Override
  public void assign(String turnId, String node) {} // The table of turns says whose they are.

  @Override
  public Set<String> append(String node, List<Progress> progress) {
    List<TurnBatch> batches = TurnBatch.of(progress);
    Appended appended =
        database.commitTransaction(transaction -> insert(transaction, node, batches));
    for (Progress one : progress) {
      String turnId = one.identity().turnId();
      if (appended.lost.contains(turnId)) {
        written.remove(turnId);
      } else {
        written.put(turnId, node);
      }
    }
    if (appended.writtenAt > 0) {
      moveOld(node, appended.writtenAt);
    }
    return appended.lost;
  }

  /**
   * Holds a lock of the node, so that another one that takes a turn over does not miss what is
   * being appended. It locks no row, because that would be written too.
   */
  private Appended insert(Transaction transaction, String node, List<TurnBatch> batches) {
    lockShared(transaction, node);
    TurnBatchRows rows = new TurnBatchRows(transaction.statements());
    Set<String> lost = new HashSet<>();
    long writtenAt = 0;
    try (LogCompression compression = new LogCompression()) {
      for (TurnBatch batch : batches) {
        writtenAt = Math.max(writtenAt, rows.insert(node, batch, compression, lost));
      }
    }
    return new Appended(lost, writtenAt);
  }

  /** Everything is durable already, so a failure only leaves old rows for the next time. */
  private void moveOld(String node, long now) {
    if (now - oldestBatches.computeIfAbsent(node, _ -> now) < maxAgeMicros) {
      return;
    }
    try {
      long oldest =
          database.commitTransaction(transaction -> {
            lockShared(transaction, node);
            TurnBatchRows rows = new TurnBatchRows(transaction.statements());
            rows.moveToTurns(node, now - maxAgeMicros / KEPT_PART, TurnBatchRows.MOVE_LIMIT);
            return rows.oldest(node);
          });
      oldestBatches.put(node, oldest == 0 ? now : oldest);
    } catch (ProblemException e) {
      log.debug("old batches can't be moved yet: {}", e.toString());
    } catch (RuntimeException e) {
      log.warn("old batches can't be moved: {}", e.toString());
    }
  }

  /** Allows other transactions of the node to append too. */
  private void lockShared(Transaction transaction, String node) {
    database.dialect().lockSharedForTransaction(transaction.statements(), lockName(node));
  }

  /** The lock to take before the turns of a node are given to another one, or deleted. */
  static String lockName(String node) {
    return "chunks " + node;
  }

  /** One statement, so that it sees what is being moved either before or after. */
  @Override
  public byte[] read(Handle handle, String turnId) {
    List<Piece> pieces = new ArrayList<>();
    handle
        .select(READ, turnId, TurnBatch.hash(turnId), turnId)
        .map((row, _) -> {
          int start = row.getInt(1);
          boolean isBatch = row.wasNull();
          byte[] bytes = row.getBytes(2);
          return isBatch
              ? TurnBatch.decode(bytes).only(Set.of(turnId)).pieces()
              : List.of(new Piece(turnId, start, SqlRunningLogs.plain(bytes)));
        })
        .forEach(pieces::addAll);
    return LogPieces.log(pieces);
  }

  @Override
  public void moveToTurnsIn(Transaction transaction, String node) {
    new TurnBatchRows(transaction.statements())
        .moveToTurns(node, Long.MAX_VALUE, TurnBatchRows.NO_LIMIT);
  }

  @Override
  public void deleteIn(Transaction transaction, Collection<String> turnIds) {
    transaction
        .statements()
        .update(
            "DELETE FROM turn_chunks WHERE turn_id = ANY (?)",
            (Object) turnIds.toArray(new String[0]));
  }

  /** Deletes the batches of a node once none of its turns needs them. */
  @Override
  public void delete(Collection<String> turnIds) {
    Set<String> nodes = new HashSet<>();
    for (String turnId : turnIds) {
      String node = written.remove(turnId);
      if (node != null) {
        nodes.add(node);
      }
    }
    nodes.removeAll(written.values());
    for (String node : nodes) {
      database.commitTransaction(
          transaction -> transaction.statements().update(DELETE_UNNEEDED, node, node));
      oldestBatches.remove(node);
    }
  }

  /** Deletes what nodes have left that stopped without a running turn. */
  @Override
  public int deleteAbandoned(Handle handle) {
    return handle.execute(
        "DELETE FROM turn_batches WHERE node NOT IN (SELECT id FROM nodes WHERE expires_at > "
            + database.dialect().nowMs()
            + ") AND node NOT IN (SELECT node FROM active_turns)");
  }

  @Override
  public void purge() {}

  @Override
  public void close() {}
}
