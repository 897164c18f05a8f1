package dev.firstword.adapters.sql;

import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Finds the stored turn of an earlier identical request, whichever node stored it: by its
 * idempotency key, or by its message.
 */
record DuplicateTurnLookup(SqlDialect dialect, Handle handle, NewTurn turn) {

  /** Locks, so that one of several identical requests proceeds at a time. */
  Optional<InsertOutcome> find() {
    IdempotencyKey once = turn.idempotencyKey();
    DuplicateCriteria same = turn.duplicateCriteria();
    if (once != null) {
      dialect.lockForTransaction(
          handle, "key " + turn.identity().caller().tenant() + " " + once.key());
      return findByKey(once);
    }
    if (same != null) {
      dialect.lockForTransaction(handle, "message " + same.digest());
      return findByMessage(same);
    }
    return Optional.empty();
  }

  private Optional<InsertOutcome> findByKey(IdempotencyKey idempotencyKey) {
    return handle
        .select(
            "SELECT digest, turn_id FROM idempotency_keys WHERE tenant = ? AND key = ?",
            turn.identity().caller().tenant(),
            idempotencyKey.key())
        .<InsertOutcome>map((row, _) ->
            idempotencyKey.isSameRequest(row.getString("digest"))
                ? new InsertOutcome.Duplicate(row.getString("turn_id"))
                : new InsertOutcome.KeyReused())
        .findFirst();
  }

  private Optional<InsertOutcome> findByMessage(DuplicateCriteria message) {
    return handle
        .select(
            "SELECT id FROM turns WHERE same_as = ? AND (started_at > ?"
                + (message.whileActive() ? " OR ended_at IS NULL" : "")
                + ") ORDER BY started_at DESC LIMIT 1",
            message.digest(),
            message.sinceMs())
        .<InsertOutcome>map((row, _) -> new InsertOutcome.Duplicate(row.getString("id")))
        .findFirst();
  }
}
