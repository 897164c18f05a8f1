package dev.firstword.adapters.sql;

import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.job.webhook.Webhook.State;
import dev.firstword.core.job.webhook.WebhookStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Webhooks in a database. */
final class SqlWebhookStore implements WebhookStore {

  private static final String COLUMNS =
      "id, job_id, tenant, url, host, payload, state, attempts, next_attempt_at, last_status";

  private final Database database;

  SqlWebhookStore(Database database) {
    this.database = database;
  }

  static void insert(Handle handle, Webhook webhook) {
    handle.execute(
        "INSERT INTO webhooks ("
            + COLUMNS
            + ", claimed_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        webhook.id(),
        webhook.jobId(),
        webhook.tenant(),
        webhook.url(),
        webhook.host(),
        webhook.payload(),
        webhook.state().wireName(),
        webhook.attempts(),
        webhook.nextAttemptAtMs(),
        webhook.lastStatus());
  }

  /** The outer condition is re-evaluated after a concurrent claim by another node commits. */
  @Override
  public Optional<Webhook> claim(
      long nowMs, long untilMs, Collection<String> busyHosts, Collection<String> busyTenants) {
    return database.commit(handle ->
        handle
            .createQuery(
                "UPDATE webhooks SET claimed_until = :until WHERE claimed_until <= :now"
                    + " AND next_attempt_at <= :now AND id = (SELECT id FROM webhooks"
                    + " WHERE next_attempt_at <= :now AND claimed_until <= :now"
                    + " AND host NOT IN (<hosts>) AND tenant NOT IN (<tenants>)"
                    + " ORDER BY next_attempt_at, id LIMIT 1) RETURNING "
                    + COLUMNS)
            .bind("until", untilMs)
            .bind("now", nowMs)
            .bindList("hosts", nonEmpty(busyHosts))
            .bindList("tenants", nonEmpty(busyTenants))
            .map((row, _) -> webhook(row))
            .findFirst());
  }

  /** SQL has no empty list; no host and no tenant has an empty name. */
  private static List<String> nonEmpty(Collection<String> names) {
    return names.isEmpty() ? List.of("") : List.copyOf(names);
  }

  @Override
  public void recordAttempt(Webhook after) {
    database.commit(handle ->
        handle.execute(
            "UPDATE webhooks SET payload = ?, state = ?, attempts = ?, next_attempt_at = ?,"
                + " last_status = ?, claimed_until = 0 WHERE id = ? AND attempts = ? AND state = ?",
            after.payload(),
            after.state().wireName(),
            after.attempts(),
            after.nextAttemptAtMs(),
            after.lastStatus(),
            after.id(),
            after.attempts() - 1,
            State.PENDING.wireName()));
  }

  @Override
  public void disable(String tenant, String url, long nowMs) {
    database.commit(handle -> {
      handle.execute(
          "INSERT INTO disabled_webhooks (tenant, url, disabled_at) VALUES (?, ?, ?)"
              + " ON CONFLICT (tenant, url) DO UPDATE SET disabled_at = excluded.disabled_at",
          tenant,
          url,
          nowMs);
      return handle.execute(
          "UPDATE webhooks SET state = ?, next_attempt_at = NULL, payload = ''"
              + " WHERE tenant = ? AND url = ? AND state = ? AND claimed_until <= ?",
          State.DISABLED.wireName(),
          tenant,
          url,
          State.PENDING.wireName(),
          nowMs);
    });
  }

  @Override
  public boolean isDisabled(String tenant, String url, long afterMs) {
    return database.read(handle ->
        handle
            .select(
                "SELECT 1 FROM disabled_webhooks"
                    + " WHERE tenant = ? AND url = ? AND disabled_at > ?",
                tenant,
                url,
                afterMs)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent());
  }

  @Override
  public Optional<Webhook> findByJob(String jobId) {
    return database.read(handle ->
        handle
            .select("SELECT " + COLUMNS + " FROM webhooks WHERE job_id = ?", jobId)
            .map((row, _) -> webhook(row))
            .findFirst());
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    return new Webhook(
        row.getString("id"),
        row.getString("job_id"),
        row.getString("tenant"),
        row.getString("url"),
        row.getString("host"),
        row.getString("payload"),
        State.ofWireName(row.getString("state")),
        row.getInt("attempts"),
        number(row, "next_attempt_at"),
        Optional.ofNullable(number(row, "last_status")).map(Long::intValue).orElse(null));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
