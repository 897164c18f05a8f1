package dev.firstword.adapters.sql;

import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.util.Optional;

/**
 * Finds the stored turn of an earlier identical request, whichever node stored it: by its
 * idempotency key, or by its message.
 */
record DuplicateTurnLookup(SqlDialect dialect, Statements statements, NewTurn turn) {

  /** Locks, so that one of several identical requests proceeds at a time. */
  Optional<InsertOutcome> find() {
    IdempotencyKey once = turn.idempotencyKey();
    DuplicateCriteria same = turn.duplicateCriteria();
    if (once != null) {
      dialect.lockForTransaction(
          statements, "key " + turn.identity().caller().tenant() + " " + once.key());
      return findByKey(once);
    }
    if (same != null) {
      dialect.lockForTransaction(statements, "message " + same.digest());
      return findByMessage(same);
    }
    return Optional.empty();
  }

  private Optional<InsertOutcome> findByKey(IdempotencyKey idempotencyKey) {
    return Optional.ofNullable(
        statements.firstOrNull(
            "SELECT digest, turn_id FROM idempotency_keys WHERE tenant = ? AND key = ?",
            row ->
                idempotencyKey.isSameRequest(row.getString(1))
                    ? new InsertOutcome.Duplicate(row.getString(2))
                    : new InsertOutcome.KeyReused(),
            turn.identity().caller().tenant(),
            idempotencyKey.key()));
  }

  private Optional<InsertOutcome> findByMessage(DuplicateCriteria message) {
    return Optional.ofNullable(
        statements.firstOrNull(
            "SELECT id FROM turns WHERE same_as = ? AND (started_at > ?"
                + (message.whileActive() ? " OR ended_at IS NULL" : "")
                + ") ORDER BY started_at DESC LIMIT 1",
            row -> new InsertOutcome.Duplicate(row.getString(1)),
            message.digest(),
            message.sinceMs()));
  }
}
