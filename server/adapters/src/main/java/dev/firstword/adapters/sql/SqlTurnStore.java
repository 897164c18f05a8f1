package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * Turns in a database. The log of a running turn is appended to the {@link RunningLogs}; the row of
 * the turn does not change until it ends, when its whole log is stored compressed. Both check the
 * node of the turn, so that a node that has lost a turn can't add to it.
 */
final class SqlTurnStore implements TurnStore {

  private static final String COLUMNS =
      "id, tenant, owner, conversation_id, user_message_id, assistant_message_id, state, node,"
          + " origin, started_at, ended_at";

  /** Starts the event that names the model. */
  private static final String MODEL_CHOSEN = "\ndata: {\"type\":\"model\"";

  /** Rows purged per transaction: few enough not to delay other writes. */
  private static final int PURGE_BATCH_SIZE = 500;

  private final Database database;
  private final RunningLogs runningLogs;
  private final SqlTurnInputs inputs;
  private final SqlSuspendedTurns suspended;

  SqlTurnStore(Database database, RunningLogs runningLogs) {
    this.database = database;
    this.runningLogs = runningLogs;
    this.inputs = new SqlTurnInputs(database);
    this.suspended = new SqlSuspendedTurns(database);
  }

  @Override
  public Insertion startInsert(NewTurn turn) {
    Committer.StagedCommit<InsertOutcome> commit =
        database.commitInStages(
            turn.identity().caller().tenant(),
            transaction -> new TurnInsert(database.dialect(), transaction, turn).execute());
    if (commit.result() instanceof InsertOutcome.Inserted) {
      String turnId = turn.identity().turnId();
      runningLogs.assign(turnId, turn.node());
      var _ =
          commit
              .durable()
              .exceptionally(_ -> {
                runningLogs.delete(List.of(turnId));
                return null;
              });
    }
    return new Insertion(commit.result(), commit.durable());
  }

  @Override
  public Optional<InsertOutcome> findDuplicate(NewTurn turn) {
    return database.read(
        turn.identity().caller().tenant(),
        handle -> {
          try (Statements statements = new Statements(handle.getConnection())) {
            return new DuplicateTurnLookup(database.dialect(), statements, turn).find();
          }
        });
  }

  @Override
  public Set<String> save(String node, List<Progress> progress) {
    List<Progress> running = progress.stream().filter(one -> one.end() == null).toList();
    List<Progress> ended = progress.stream().filter(one -> one.end() != null).toList();
    Set<String> lost = new HashSet<>();
    if (!running.isEmpty()) {
      lost.addAll(runningLogs.append(node, running));
    }
    if (!ended.isEmpty()) {
      List<String> ids = ended.stream().map(one -> one.identity().turnId()).toList();
      List<byte[]> logs = compressLogs(ended);
      lost.addAll(
          database.commitTransaction(transaction -> {
            Set<String> lostHere =
                new TurnEnds(node, ended, logs).store(database.dialect(), transaction.statements());
            runningLogs.deleteIn(transaction, ids);
            return lostHere;
          }));
      runningLogs.delete(ids);
    }
    return lost;
  }

  private static List<byte[]> compressLogs(List<Progress> ended) {
    try (LogCompression compression = new LogCompression()) {
      return ended.stream().map(one -> compression.compress(one.bytes())).toList();
    }
  }

  @Override
  public Optional<StoredTurn> find(Caller caller, String turnId) {
    return database.read(
        caller.tenant(),
        handle ->
            handle
                .select(
                    "SELECT " + COLUMNS + " FROM turns WHERE id = ? AND tenant = ? AND owner = ?",
                    turnId,
                    caller.tenant(),
                    caller.user())
                .map((row, _) -> turn(handle, row))
                .findFirst()
                .filter(turn -> !turn.state().isFinal() || !turn.log().view().isEmpty()));
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
    List<StoredTurn> adopted =
        database.commitTransaction(transaction -> {
          Handle handle = transaction.handle();
          String isDead =
              "NOT IN (SELECT id FROM nodes WHERE expires_at > " + database.dialect().nowMs() + ")";
          List<String> deadNodes =
              handle
                  .select(
                      "SELECT DISTINCT node FROM active_turns WHERE node <> ? AND node "
                          + isDead
                          + " ORDER BY node",
                      node)
                  .mapTo(String.class)
                  .list();
          List<StoredTurn> turns = new ArrayList<>();
          for (String dead : deadNodes) {
            database
                .dialect()
                .lockForTransaction(transaction.statements(), PostgresqlRunningLogs.lockName(dead));
            runningLogs.moveToTurnsIn(transaction, dead);
            handle
                .select(
                    "UPDATE active_turns SET node = ? WHERE node = ? AND node "
                        + isDead
                        + " RETURNING turn_id",
                    node,
                    dead)
                .mapTo(String.class)
                .list()
                .forEach(id -> adopt(handle, id, node, dead).ifPresent(turns::add));
          }
          handle.execute(
              "DELETE FROM nodes WHERE expires_at < " + database.dialect().nowMs() + " - 3600000");
          return turns;
        });
    adopted.forEach(turn -> runningLogs.assign(turn.identity().turnId(), node));
    return adopted;
  }

  /** Empty if the dead node ended the turn after all. */
  private Optional<StoredTurn> adopt(Handle handle, String id, String node, String dead) {
    int changed =
        handle.execute(
            "UPDATE turns SET node = ? WHERE id = ? AND node = ? AND ended_at IS NULL",
            node,
            id,
            dead);
    return changed == 1 ? Optional.of(readTurn(handle, id).withNode(dead)) : Optional.empty();
  }

  private StoredTurn readTurn(Handle handle, String id) {
    return handle
        .select("SELECT " + COLUMNS + " FROM turns WHERE id = ?", id)
        .map((row, _) -> turn(handle, row))
        .one();
  }

  @Override
  public boolean requestCancel(Caller caller, String turnId) {
    return database.commit(
        caller.tenant(),
        handle ->
            handle.execute(
                    "UPDATE active_turns SET cancel_requested = "
                        + database.dialect().nowMs()
                        + " WHERE turn_id = ? AND tenant = ? AND owner = ?",
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
                "SELECT turn_id FROM active_turns"
                    + " WHERE node = ? AND cancel_requested IS NOT NULL",
                node)
            .mapTo(String.class)
            .list());
  }

  @Override
  public List<TurnInput> enqueueInputs(Caller caller, String turnId, List<TurnInput> left) {
    return inputs.leave(caller, turnId, left);
  }

  @Override
  public Map<String, List<TurnInput>> takeInputs(String node, Predicate<String> isRunning) {
    return inputs.take(node, isRunning);
  }

  @Override
  public void suspend(String node, String turnId, int step, byte[] state) {
    suspended.save(node, turnId, step, state);
  }

  @Override
  public Optional<byte[]> findSuspended(String turnId) {
    return suspended.find(turnId);
  }

  @Override
  public void discardSuspended(String node, String turnId) {
    suspended.delete(node, turnId);
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
  public int deleteExpiredKeys(long beforeMs) {
    return database.commit(handle -> {
      int keys =
          handle.execute(
              "DELETE FROM idempotency_keys WHERE (tenant, key) IN"
                  + " (SELECT tenant, key FROM idempotency_keys WHERE created_at < ? LIMIT ?)",
              beforeMs,
              PURGE_BATCH_SIZE);
      return keys + runningLogs.deleteAbandoned(handle);
    });
  }

  private StoredTurn turn(Handle handle, ResultSet row) throws SQLException {
    TurnIdentity identity =
        new TurnIdentity(
            row.getString("id"),
            row.getString("conversation_id"),
            row.getString("user_message_id"),
            row.getString("assistant_message_id"),
            new Caller(row.getString("tenant"), row.getString("owner")));
    TurnState state = TurnState.ofWireName(row.getString("state"));
    TurnLog log = TurnLog.restore(readLog(handle, identity.turnId(), state), state.isFinal());
    return new StoredTurn(
        identity,
        state.isFinal() ? state : runningState(log.view()),
        log,
        row.getString("node"),
        TurnOrigin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        row.getLong("started_at"));
  }

  /** The row of a running turn does not follow its state, but its log shows it. */
  private static TurnState runningState(TurnLog.View log) {
    if (LoggedAnswer.of(log).toolStates().containsValue(ToolState.RUNNING)) {
      return TurnState.TOOLS;
    }
    if (!LogContent.of(log).text().isEmpty()) {
      return TurnState.STREAMING;
    }
    return new String(log.toBytes(), UTF_8).contains(MODEL_CHOSEN)
        ? TurnState.WAITING
        : TurnState.PREPARING;
  }

  /** Empty if nothing was stored yet, or if the log of an ended turn has expired. */
  private byte[] readLog(Handle handle, String turnId, TurnState state) {
    Optional<byte[]> ended =
        handle
            .select("SELECT bytes FROM turn_logs WHERE turn_id = ?", turnId)
            .mapTo(byte[].class)
            .findFirst();
    if (ended.isPresent()) {
      return LogCompression.decompress(ended.get());
    }
    byte[] running = state.isFinal() ? new byte[0] : runningLogs.read(handle, turnId);
    // An earlier version kept the logs of ended turns in pieces too.
    return running.length > 0 ? running : SqlRunningLogs.readChunks(handle, turnId);
  }
}
