package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Running logs in a table, for a database that other nodes share, or one in memory. */
record SqlRunningLogs(Database database) implements RunningLogs {

  @Override
  public void assign(String turnId, String node) {} // The table of turns says whose they are.

  @Override
  public Set<String> append(String node, List<Progress> progress) {
    return database.commit(handle -> {
      int[] inserted = insert(handle, node, progress);
      Set<String> lost = new HashSet<>();
      for (int i = 0; i < inserted.length; i++) {
        Progress one = progress.get(i);
        if (inserted[i] == 0 && !isAlreadySaved(handle, node, one)) {
          lost.add(one.identity().turnId());
        }
      }
      return lost;
    });
  }

  /** Locks the turns, so that a node that takes one over does not miss what is being appended. */
  private int[] insert(Handle handle, String node, List<Progress> progress) {
    SqlDialect dialect = database.dialect();
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO turn_chunks (turn_id, start, bytes) SELECT id, CAST(? AS BIGINT), CAST(? AS "
                + dialect.blobType()
                + ") FROM turns WHERE id = ? AND node = ? AND ended_at IS NULL"
                + dialect.forShare()
                + " ON CONFLICT DO NOTHING")) {
      for (Progress one : progress) {
        batch.add(one.offset(), one.bytes(), one.identity().turnId(), node);
      }
      return batch.execute();
    }
  }

  /** Whether an earlier attempt has saved it: a commit is retried if its response was lost. */
  private static boolean isAlreadySaved(Handle handle, String node, Progress progress) {
    return handle
        .select(
            "SELECT 1 FROM turn_chunks JOIN turns ON id = turn_id"
                + " WHERE turn_id = ? AND start = ? AND node = ?",
            progress.identity().turnId(),
            progress.offset(),
            node)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  @Override
  public byte[] read(Handle handle, String turnId) {
    return readChunks(handle, turnId);
  }

  /** Reads what was appended to a turn's log. */
  static byte[] readChunks(Handle handle, String turnId) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    handle
        .select("SELECT bytes FROM turn_chunks WHERE turn_id = ? ORDER BY start", turnId)
        .mapTo(byte[].class)
        .forEach(log::writeBytes);
    return log.toByteArray();
  }

  @Override
  public void deleteIn(Transaction transaction, Collection<String> turnIds) {
    turnIds.forEach(turnId ->
        transaction.statements().update("DELETE FROM turn_chunks WHERE turn_id = ?", turnId));
  }

  @Override
  public void delete(Collection<String> turnIds) {}

  @Override
  public void purge() {}

  @Override
  public void close() {}
}
