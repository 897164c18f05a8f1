package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Running logs in a table of PostgreSQL. What all turns of a node add is inserted with one
 * statement, compressed: every byte is written to the write-ahead log and sent to the standbys.
 */
record PostgresqlRunningLogs(Database database) implements RunningLogs {

  private static final String INSERT =
      "INSERT INTO turn_chunks (turn_id, start, bytes) SELECT t.id, added.start, added.bytes"
          + " FROM unnest(?, ?, ?) AS added (id, start, bytes) JOIN turns t ON t.id = added.id"
          + " WHERE t.node = ? AND t.ended_at IS NULL ON CONFLICT DO NOTHING RETURNING turn_id";

  @Override
  public void assign(String turnId, String node) {} // The table of turns says whose they are.

  /**
   * Holds a lock of the node, so that another one that takes a turn over does not miss what is
   * being appended. It locks no row, because that would be written too.
   */
  @Override
  public Set<String> append(String node, List<Progress> progress) {
    String[] turnIds = progress.stream().map(one -> one.identity().turnId()).toArray(String[]::new);
    Long[] offsets = progress.stream().map(Progress::offset).toArray(Long[]::new);
    byte[][] chunks = compress(progress);
    return database.commitTransaction(transaction -> {
      Statements statements = transaction.statements();
      lockShared(database.dialect(), statements, node);
      Set<String> missing = new HashSet<>(List.of(turnIds));
      missing.removeAll(
          statements.all(INSERT, row -> row.getString(1), turnIds, offsets, chunks, node));
      missing.removeIf(turnId -> isAlreadySaved(statements, node, turnId, progress));
      return missing;
    });
  }

  private static byte[][] compress(List<Progress> progress) {
    try (LogCompression compression = new LogCompression()) {
      return progress.stream().map(one -> compression.compress(one.bytes())).toArray(byte[][]::new);
    }
  }

  /** Whether an earlier attempt has saved it: a commit is retried if its response was lost. */
  private static boolean isAlreadySaved(
      Statements statements, String node, String turnId, List<Progress> progress) {
    return progress.stream()
        .filter(one -> one.identity().turnId().equals(turnId))
        .allMatch(one ->
            statements.firstOrNull(
                    "SELECT 1 FROM turn_chunks JOIN turns ON id = turn_id"
                        + " WHERE turn_id = ? AND start = ? AND node = ?",
                    _ -> true,
                    turnId,
                    one.offset(),
                    node)
                != null);
  }

  /** Allows other transactions of the node to append too. */
  private static void lockShared(SqlDialect dialect, Statements statements, String node) {
    dialect.lockSharedForTransaction(statements, lockName(node));
  }

  /** The lock to take before the turns of a node are given to another one, or deleted. */
  static String lockName(String node) {
    return "chunks " + node;
  }

  @Override
  public byte[] read(Handle handle, String turnId) {
    return SqlRunningLogs.readChunks(handle, turnId);
  }

  @Override
  public void deleteIn(Transaction transaction, Collection<String> turnIds) {
    transaction
        .statements()
        .update(
            "DELETE FROM turn_chunks WHERE turn_id = ANY (?)",
            (Object) turnIds.toArray(new String[0]));
  }

  @Override
  public void delete(Collection<String> turnIds) {}

  @Override
  public void purge() {}

  @Override
  public void close() {}
}
