package dev.firstword.adapters.sql;

import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.SourcesJson;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores the ends of turns in one transaction: with a few statements for each of them, or on
 * PostgreSQL with one statement for all.
 *
 * @param progress turns that have ended, each once
 * @param logs their logs, compressed, in the same order
 */
record TurnEnds(String node, List<Progress> progress, List<byte[]> logs) {

  private static final String END_ALL =
      "WITH given AS (SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " AS given (turn_id, message_id, state, ended_at, log, text, message_state, sources,"
          + " parts)),"
          + " ended AS (UPDATE turns SET state = given.state, ended_at = given.ended_at FROM given"
          + " WHERE turns.id = given.turn_id AND turns.node = ? AND turns.ended_at IS NULL"
          + " RETURNING turns.id, turns.tenant, turns.owner),"
          + " logs AS (INSERT INTO turn_logs (turn_id, ended_at, bytes)"
          + " SELECT given.turn_id, given.ended_at, given.log FROM given JOIN ended"
          + " ON ended.id = given.turn_id),"
          + " inactive AS (DELETE FROM active_turns USING ended WHERE"
          + " active_turns.tenant = ended.tenant AND active_turns.owner = ended.owner"
          + " AND active_turns.turn_id = ended.id),"
          + " answers AS (UPDATE messages SET text = given.text, state = given.message_state,"
          + " sources = given.sources, parts = given.parts FROM given JOIN ended"
          + " ON ended.id = given.turn_id WHERE messages.id = given.message_id)"
          + " SELECT id FROM ended";

  /** Ends the turns that still belong to the node, and returns the ids of the others. */
  Set<String> store(SqlDialect dialect, Statements statements) {
    return dialect == SqlDialect.POSTGRESQL ? endAll(statements) : endEach(statements);
  }

  private Set<String> endAll(Statements statements) {
    int count = progress.size();
    String[] turnIds = new String[count];
    String[] messageIds = new String[count];
    String[] states = new String[count];
    Long[] endedAt = new Long[count];
    String[] texts = new String[count];
    String[] messageStates = new String[count];
    @Nullable String[] sources = new String[count];
    @Nullable String[] parts = new String[count];
    for (int i = 0; i < count; i++) {
      Progress one = progress.get(i);
      End end = end(one);
      turnIds[i] = one.identity().turnId();
      messageIds[i] = one.identity().assistantMessageId();
      states[i] = one.state().wireName();
      endedAt[i] = end.endedAtMs();
      texts[i] = TurnInsert.replaceNul(end.text());
      messageStates[i] = end.messageState().wireName();
      sources[i] = sources(end);
      parts[i] = parts(end);
    }
    List<String> ended =
        statements.all(
            END_ALL,
            row -> row.getString(1),
            turnIds,
            messageIds,
            states,
            endedAt,
            logs.toArray(new byte[0][]),
            texts,
            messageStates,
            sources,
            parts,
            node);
    Set<String> lost = new HashSet<>();
    Set<String> endedNow = new HashSet<>(ended);
    for (Progress one : progress) {
      if (endedNow.contains(one.identity().turnId())) {
        SqlSuspendedTurns.deleteEnded(statements, one.identity().turnId(), end(one));
      } else {
        addIfLost(statements, one, lost);
      }
    }
    return lost;
  }

  private Set<String> endEach(Statements statements) {
    Set<String> lost = new HashSet<>();
    for (int i = 0; i < progress.size(); i++) {
      Progress one = progress.get(i);
      if (updateTurn(statements, one)) {
        saveEnd(statements, one, logs.get(i));
      } else {
        addIfLost(statements, one, lost);
      }
    }
    return lost;
  }

  private boolean updateTurn(Statements statements, Progress one) {
    int changed =
        statements.update(
            "UPDATE turns SET state = ?, ended_at = ?"
                + " WHERE id = ? AND node = ? AND ended_at IS NULL",
            one.state().wireName(),
            end(one).endedAtMs(),
            one.identity().turnId(),
            node);
    return changed == 1;
  }

  private static void saveEnd(Statements statements, Progress one, byte[] log) {
    End end = end(one);
    String turnId = one.identity().turnId();
    statements.update(
        "DELETE FROM active_turns WHERE tenant = ? AND owner = ? AND turn_id = ?",
        one.identity().caller().tenant(),
        one.identity().caller().user(),
        turnId);
    statements.update(
        "INSERT INTO turn_logs (turn_id, ended_at, bytes) VALUES (?, ?, ?)",
        turnId,
        end.endedAtMs(),
        log);
    statements.update(
        "UPDATE messages SET text = ?, state = ?, sources = ?, parts = ? WHERE id = ?",
        TurnInsert.replaceNul(end.text()),
        end.messageState().wireName(),
        sources(end),
        parts(end),
        one.identity().assistantMessageId());
    SqlSuspendedTurns.deleteEnded(statements, turnId, end);
  }

  private void addIfLost(Statements statements, Progress one, Set<String> lost) {
    if (!isAlreadyEnded(statements, one)) {
      lost.add(one.identity().turnId());
    }
  }

  /** Whether an earlier attempt has saved it: a commit is retried if its response was lost. */
  private boolean isAlreadyEnded(Statements statements, Progress one) {
    return statements.firstOrNull(
            "SELECT 1 FROM turns WHERE id = ? AND node = ? AND state = ? AND ended_at IS NOT NULL",
            row -> true,
            one.identity().turnId(),
            node,
            one.state().wireName())
        != null;
  }

  private static @Nullable String sources(End end) {
    return end.sources().isEmpty() ? null : TurnInsert.replaceNul(SourcesJson.write(end.sources()));
  }

  private static @Nullable String parts(End end) {
    return end.parts().isEmpty() ? null : MessagePartsJson.write(end.parts());
  }

  private static End end(Progress one) {
    return Objects.requireNonNull(one.end());
  }
}
