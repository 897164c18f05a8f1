package dev.firstword.adapters.sql;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.event.SourcesJson;
import dev.firstword.relay.log.TurnLog;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Turns in a database. Every update of a turn checks its node and the stored length of its log.
 * This way a node that has lost a turn can't append to it, and logs have no gaps.
 */
final class SqlTurnStore implements TurnStore {

  private static final String COLUMNS =
      "id, tenant, owner, conversation_id, user_message_id, assistant_message_id, state, node,"
          + " origin, started_at, ended_at";

  /** Rows purged per transaction: few enough not to delay other writes. */
  private static final int PURGE_BATCH_SIZE = 500;

  private final Database database;

  SqlTurnStore(Database database) {
    this.database = database;
  }

  @Override
  public InsertOutcome insert(NewTurn turn) {
    return database.commit(handle -> new TurnInsert(database.dialect(), handle, turn).execute());
  }

  @Override
  public Optional<InsertOutcome> findDuplicate(NewTurn turn) {
    return database.read(
        handle -> new DuplicateTurnLookup(database.dialect(), handle, turn).find());
  }

  @Override
  public Set<String> save(String node, List<Progress> progress) {
    return database.commit(handle -> {
      Set<String> lost = new HashSet<>();
      List<Progress> advanced = advance(handle, node, progress, lost);
      saveLogs(handle, advanced);
      saveAnswers(handle, advanced);
      return lost;
    });
  }

  /** Updates the turns that still belong to this node; returns those that were updated. */
  private static List<Progress> advance(
      Handle handle, String node, List<Progress> progress, Set<String> lost) {
    List<Progress> advanced = new ArrayList<>();
    try (PreparedBatch turns =
        handle.prepareBatch(
            "UPDATE turns SET kept = ?, state = ?, ended_at = ?"
                + " WHERE id = ? AND node = ? AND kept = ? AND ended_at IS NULL")) {
      for (Progress one : progress) {
        turns
            .bind(0, endOffset(one))
            .bind(1, one.state().wireName())
            .bind(2, one.end() == null ? null : one.end().endedAtMs())
            .bind(3, one.identity().turnId())
            .bind(4, node)
            .bind(5, one.offset())
            .add();
      }
      int[] changed = turns.execute();
      for (int i = 0; i < changed.length; i++) {
        Progress one = progress.get(i);
        if (changed[i] == 1) {
          advanced.add(one);
        } else if (!isAlreadySaved(handle, node, one)) {
          lost.add(one.identity().turnId());
        }
      }
    }
    return advanced;
  }

  private static long endOffset(Progress progress) {
    return progress.offset() + progress.bytes().length;
  }

  /** Whether an earlier attempt has saved it: a commit is retried if its response was lost. */
  private static boolean isAlreadySaved(Handle handle, String node, Progress progress) {
    return handle
        .select(
            "SELECT 1 FROM turns WHERE id = ? AND node = ? AND kept = ? AND state = ?",
            progress.identity().turnId(),
            node,
            endOffset(progress),
            progress.state().wireName())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  private static void saveLogs(Handle handle, List<Progress> progress) {
    try (PreparedBatch batch =
        handle.prepareBatch("INSERT INTO turn_logs (turn_id, start, bytes) VALUES (?, ?, ?)")) {
      for (Progress one : progress) {
        if (one.bytes().length > 0) {
          batch.add(one.identity().turnId(), one.offset(), one.bytes());
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  private static void saveAnswers(Handle handle, List<Progress> progress) {
    try (PreparedBatch messages =
        handle.prepareBatch("UPDATE messages SET text = ?, state = ?, sources = ? WHERE id = ?")) {
      for (Progress one : progress) {
        End end = one.end();
        if (end != null) {
          messages.add(
              TurnInsert.replaceNul(end.text()),
              end.messageState().wireName(),
              end.sources().isEmpty()
                  ? null
                  : TurnInsert.replaceNul(SourcesJson.write(end.sources())),
              one.identity().assistantMessageId());
        }
      }
      if (messages.size() > 0) {
        messages.execute();
      }
    }
  }

  @Override
  public Optional<StoredTurn> find(Caller caller, String turnId) {
    return database.read(handle ->
        handle
            .select(
                "SELECT "
                    + COLUMNS
                    + " FROM turns WHERE id = ? AND tenant = ? AND owner = ? AND kept >= 0",
                turnId,
                caller.tenant(),
                caller.user())
            .map((row, _) -> turn(handle, row))
            .findFirst());
  }

  @Override
  public void renewLease(String node, Duration lease) {
    database.commit(handle ->
        handle.execute(
            "INSERT INTO nodes (id, expires_at) VALUES (?, "
                + database.dialect().nowMs()
                + " + ?) ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at",
            node,
            lease.toMillis()));
  }

  @Override
  public void releaseLease(String node) {
    database.commit(handle -> handle.execute("DELETE FROM nodes WHERE id = ?", node));
  }

  @Override
  public List<StoredTurn> adoptAbandoned(String node) {
    return database.commit(handle -> {
      String now = database.dialect().nowMs();
      List<String> adopted =
          handle
              .select(
                  "UPDATE turns SET node = ? WHERE ended_at IS NULL AND node <> ?"
                      + " AND node NOT IN (SELECT id FROM nodes WHERE expires_at > "
                      + now
                      + ") RETURNING id",
                  node,
                  node)
              .mapTo(String.class)
              .list();
      handle.execute("DELETE FROM nodes WHERE expires_at < " + now + " - 3600000");
      return adopted.stream().map(id -> readTurn(handle, id)).toList();
    });
  }

  private static StoredTurn readTurn(Handle handle, String id) {
    return handle
        .select("SELECT " + COLUMNS + " FROM turns WHERE id = ?", id)
        .map((row, _) -> turn(handle, row))
        .one();
  }

  @Override
  public boolean requestCancel(Caller caller, String turnId) {
    return database.commit(handle ->
        handle.execute(
                "UPDATE turns SET cancel_requested = "
                    + database.dialect().nowMs()
                    + " WHERE id = ? AND tenant = ? AND owner = ? AND ended_at IS NULL",
                turnId,
                caller.tenant(),
                caller.user())
            == 1);
  }

  @Override
  public List<String> pendingCancels(String node) {
    return database.read(handle ->
        handle
            .select(
                "SELECT id FROM turns"
                    + " WHERE node = ? AND ended_at IS NULL AND cancel_requested IS NOT NULL",
                node)
            .mapTo(String.class)
            .list());
  }

  @Override
  public Set<String> findEnded(Collection<String> turnIds) {
    if (turnIds.isEmpty()) {
      return Set.of();
    }
    return database.read(handle -> {
      Set<String> ended = new HashSet<>(turnIds);
      handle
          .createQuery("SELECT id FROM turns WHERE id IN (<ids>) AND ended_at IS NULL")
          .bindList("ids", List.copyOf(turnIds))
          .mapTo(String.class)
          .forEach(ended::remove);
      return ended;
    });
  }

  @Override
  public int deleteExpired(long keysBeforeMs, long logsBeforeMs) {
    return database.commit(handle -> {
      int keys =
          handle.execute(
              "DELETE FROM idempotency_keys WHERE (tenant, key) IN"
                  + " (SELECT tenant, key FROM idempotency_keys WHERE created_at < ? LIMIT ?)",
              keysBeforeMs,
              PURGE_BATCH_SIZE);
      List<String> old =
          handle
              .select(
                  "SELECT id FROM turns WHERE ended_at < ? AND kept > 0 LIMIT ?",
                  logsBeforeMs,
                  PURGE_BATCH_SIZE)
              .mapTo(String.class)
              .list();
      if (!old.isEmpty()) {
        handle
            .createUpdate("DELETE FROM turn_logs WHERE turn_id IN (<ids>)")
            .bindList("ids", old)
            .execute();
        handle
            .createUpdate("UPDATE turns SET kept = -1 WHERE id IN (<ids>)")
            .bindList("ids", old)
            .execute();
      }
      return keys + old.size();
    });
  }

  private static StoredTurn turn(Handle handle, ResultSet row) throws SQLException {
    TurnIdentity identity =
        new TurnIdentity(
            row.getString("id"),
            row.getString("conversation_id"),
            row.getString("user_message_id"),
            row.getString("assistant_message_id"),
            new Caller(row.getString("tenant"), row.getString("owner")));
    TurnState state = TurnState.ofWireName(row.getString("state"));
    return new StoredTurn(
        identity,
        state,
        TurnLog.restore(readLog(handle, identity.turnId()), state.isFinal()),
        row.getString("node"),
        TurnOrigin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        row.getLong("started_at"));
  }

  private static byte[] readLog(Handle handle, String turnId) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    handle
        .select("SELECT bytes FROM turn_logs WHERE turn_id = ? ORDER BY start", turnId)
        .mapTo(byte[].class)
        .forEach(whole::writeBytes);
    return whole.toByteArray();
  }
}
