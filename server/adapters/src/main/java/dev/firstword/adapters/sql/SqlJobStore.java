package dev.firstword.adapters.sql;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.Job;
import dev.firstword.core.job.JobStore;
import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.turn.store.TurnState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Jobs in a database. */
final class SqlJobStore implements JobStore {

  private static final String SELECT =
      "SELECT j.id, j.tenant, j.owner, j.conversation_id, j.turn_id, j.request, j.traceparent,"
          + " j.webhook_url, j.attempts, j.cancel_requested, j.ended_at, j.created_at, j.digest"
          + " FROM jobs j ";

  private final Database database;

  SqlJobStore(Database database) {
    this.database = database;
  }

  @Override
  public InsertOutcome insert(NewJob job) {
    return database.commit(
        job.caller().tenant(),
        handle -> {
          int inserted =
              handle.execute(
                  "INSERT INTO jobs (id, tenant, owner, request, traceparent, webhook_url,"
                      + " idempotency_key, digest, attempts, created_at)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
                  job.id(),
                  job.caller().tenant(),
                  job.caller().user(),
                  job.request(),
                  job.traceparent(),
                  job.webhookUrl(),
                  job.idempotencyKey(),
                  job.digest(),
                  job.createdAtMs());
          return inserted == 1
              ? new InsertOutcome.Inserted(inserted(job))
              : findDuplicate(handle, job);
        });
  }

  /** Not read back: the request may be large. */
  private static Job inserted(NewJob job) {
    return new Job(
        job.id(),
        job.caller(),
        null,
        null,
        job.request(),
        job.traceparent(),
        job.webhookUrl(),
        0,
        false,
        false,
        job.createdAtMs());
  }

  private static InsertOutcome findDuplicate(Handle handle, NewJob job) {
    return handle
        .select(
            SELECT + "WHERE j.tenant = ? AND j.idempotency_key = ?",
            job.caller().tenant(),
            job.idempotencyKey())
        .<InsertOutcome>map((row, _) ->
            row.getString("digest").equals(job.digest())
                ? new InsertOutcome.Duplicate(job(row))
                : new InsertOutcome.KeyReused())
        .one();
  }

  @Override
  public void deleteUnstarted(String jobId) {
    database.commit(
        handle -> handle.execute("DELETE FROM jobs WHERE id = ? AND turn_id IS NULL", jobId));
  }

  @Override
  public Optional<Job> find(Caller caller, String jobId) {
    return database
        .read(caller.tenant(), handle -> find(handle, jobId))
        .filter(job -> job.caller().equals(caller));
  }

  private static Optional<Job> find(Handle handle, String jobId) {
    return handle.select(SELECT + "WHERE j.id = ?", jobId).map((row, _) -> job(row)).findFirst();
  }

  @Override
  public Optional<Job> findByTurn(String turnId) {
    return database.read(handle ->
        handle
            .select(SELECT + "WHERE j.turn_id = ?", turnId)
            .map((row, _) -> job(row))
            .findFirst());
  }

  @Override
  public Optional<Job> link(
      String jobId, int attempt, String turnId, String conversationId, String request) {
    return database.commit(handle -> {
      handle.execute(
          "UPDATE jobs SET turn_id = ?, conversation_id = ?, attempts = ?, request = ? WHERE id = ?"
              + " AND attempts = ? AND ended_at IS NULL AND cancel_requested IS NULL"
              + " AND EXISTS (SELECT 1 FROM conversations WHERE id = ?)",
          turnId,
          conversationId,
          attempt,
          request,
          jobId,
          attempt - 1,
          conversationId);
      return find(handle, jobId);
    });
  }

  @Override
  public void requestCancel(String jobId, long nowMs) {
    database.commit(handle ->
        handle.execute(
            "UPDATE jobs SET cancel_requested = ?"
                + " WHERE id = ? AND ended_at IS NULL AND cancel_requested IS NULL",
            nowMs,
            jobId));
  }

  @Override
  public List<Job> findWithEndedTurn(int limit) {
    return database.read(handle ->
        handle
            .select(
                SELECT
                    + "JOIN turns t ON t.id = j.turn_id"
                    + " WHERE j.ended_at IS NULL AND t.ended_at IS NOT NULL"
                    + " ORDER BY t.ended_at LIMIT ?",
                limit)
            .map((row, _) -> job(row))
            .list());
  }

  @Override
  public List<Job> findUnstarted(long createdBeforeMs, int limit) {
    return database.read(handle ->
        handle
            .select(
                SELECT
                    + "WHERE j.ended_at IS NULL AND j.turn_id IS NULL AND j.created_at < ?"
                    + " ORDER BY j.created_at LIMIT ?",
                createdBeforeMs,
                limit)
            .map((row, _) -> job(row))
            .list());
  }

  @Override
  public boolean markEnded(Job job, long nowMs, @Nullable Webhook webhook) {
    return database.commit(handle -> {
      boolean mine =
          handle.execute(
                  "UPDATE jobs SET ended_at = ?, request = ''"
                      + " WHERE id = ? AND turn_id = ? AND ended_at IS NULL",
                  nowMs,
                  job.id(),
                  job.turnId())
              == 1;
      if (mine && webhook != null) {
        SqlWebhookStore.insert(handle, webhook);
      }
      return mine;
    });
  }

  @Override
  public Optional<TurnOutcome> findTurnOutcome(String turnId) {
    return database.read(handle ->
        handle
            .select(
                "SELECT t.state, m.text FROM turns t JOIN messages m"
                    + " ON m.id = t.assistant_message_id"
                    + " WHERE t.id = ? AND t.ended_at IS NOT NULL",
                turnId)
            .map((row, _) ->
                new TurnOutcome(
                    TurnState.ofWireName(row.getString("state")), row.getString("text")))
            .findFirst());
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getString("id"),
        new Caller(row.getString("tenant"), row.getString("owner")),
        row.getString("conversation_id"),
        row.getString("turn_id"),
        row.getString("request"),
        row.getString("traceparent"),
        row.getString("webhook_url"),
        row.getInt("attempts"),
        row.getObject("cancel_requested") != null,
        row.getObject("ended_at") != null,
        row.getLong("created_at"));
  }
}
