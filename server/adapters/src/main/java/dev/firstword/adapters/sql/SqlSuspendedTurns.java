package dev.firstword.adapters.sql;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.turn.store.TurnStore.End;
import java.util.Optional;

/** What turns need to resume elsewhere while their tools run, in a database. */
final class SqlSuspendedTurns {

  private final Database database;

  SqlSuspendedTurns(Database database) {
    this.database = database;
  }

  void save(String node, String turnId, int step, byte[] state) {
    database.commit(handle ->
        handle.execute(
            "INSERT INTO suspended_turns (turn_id, step, state) SELECT id, CAST(? AS INTEGER), CAST(? AS "
                + database.dialect().blobType()
                + ") FROM turns WHERE id = ? AND node = ? AND ended_at IS NULL"
                + " ON CONFLICT (turn_id) DO UPDATE SET step = excluded.step, state = excluded.state"
                + " WHERE suspended_turns.step <= excluded.step",
            step,
            state,
            turnId,
            node));
  }

  Optional<byte[]> find(String turnId) {
    return database.read(handle ->
        handle
            .select("SELECT state FROM suspended_turns WHERE turn_id = ?", turnId)
            .mapTo(byte[].class)
            .findFirst());
  }

  void delete(String node, String turnId) {
    database.commit(handle ->
        handle.execute(
            "DELETE FROM suspended_turns WHERE turn_id IN"
                + " (SELECT id FROM turns WHERE id = ? AND node = ?)",
            turnId,
            node));
  }

  /**
   * Deletes the state of a turn that ends. Only a turn with tool calls has one; the log of a turn
   * that was interrupted may have lost them.
   */
  static void deleteEnded(Statements statements, String turnId, End end) {
    if (!end.parts().isEmpty() || end.messageState() == Message.State.FAILED) {
      statements.update("DELETE FROM suspended_turns WHERE turn_id = ?", turnId);
    }
  }
}
