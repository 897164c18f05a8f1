package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.retention.RetentionScope;
import dev.firstword.core.retention.RetentionScope.OfProfile;
import dev.firstword.core.retention.RetentionScope.OfTenant;
import dev.firstword.core.retention.RetentionScope.Others;
import dev.firstword.core.retention.RetentionStore;
import dev.firstword.retrieval.document.DocumentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/**
 * Finds expired data on a connection for reading, which delays no writer, and then deletes it in
 * small transactions.
 */
final class SqlRetentionStore implements RetentionStore {

  private static final int LOGS = 200;
  private static final int CONVERSATIONS = 50;
  private static final int DOCUMENTS = 20;

  private static final String IDLE =
      " c.updated_at < :before"
          + " AND NOT EXISTS (SELECT 1 FROM turns t"
          + " WHERE t.conversation_id = c.id AND t.ended_at IS NULL)"
          + " AND NOT EXISTS (SELECT 1 FROM jobs j"
          + " WHERE j.conversation_id = c.id AND j.ended_at IS NULL)";

  private final Database database;
  private final DocumentStore documents;

  SqlRetentionStore(Database database, DocumentStore documents) {
    this.database = database;
    this.documents = documents;
  }

  /** A row of a tenant. */
  private record Row(String tenant, String id) {}

  @Override
  public int deleteLogs(RetentionScope scope, long beforeMs) {
    String condition =
        switch (scope) {
          case OfTenant _ -> " AND t.tenant = :tenant";
          case OfProfile _ -> " AND t.profile = :profile";
          case Others(var tenants, var profiles) ->
              (tenants.isEmpty() ? "" : " AND t.tenant NOT IN (<tenants>)")
                  + (profiles.isEmpty() ? "" : " AND t.profile NOT IN (<profiles>)");
        };
    // Logs that ended before version 7 of the schema are in pieces.
    List<String> ids =
        find(
                "SELECT t.tenant, l.turn_id AS id FROM turn_logs l JOIN turns t ON t.id = l.turn_id"
                    + " WHERE l.ended_at < :before"
                    + condition
                    + " UNION SELECT t.tenant, l.turn_id AS id FROM turn_chunks l"
                    + " JOIN turns t ON t.id = l.turn_id WHERE t.ended_at < :before"
                    + condition
                    + " LIMIT "
                    + LOGS,
                scope,
                beforeMs)
            .stream()
            .map(Row::id)
            .toList();
    if (ids.isEmpty()) {
      return 0;
    }
    return database.commit(handle -> {
      for (String table : List.of("turn_logs", "turn_chunks")) {
        handle
            .createUpdate("DELETE FROM " + table + " WHERE turn_id IN (<ids>)")
            .bindList("ids", ids)
            .execute();
      }
      return ids.size();
    });
  }

  @Override
  public int deleteConversations(RetentionScope scope, long beforeMs) {
    String ofProfile =
        "EXISTS (SELECT 1 FROM turns t WHERE t.conversation_id = c.id AND t.profile ";
    String condition =
        switch (scope) {
          case OfTenant _ -> " AND c.tenant = :tenant";
          case OfProfile _ -> " AND " + ofProfile + "= :profile)";
          case Others(var tenants, var profiles) ->
              (tenants.isEmpty() ? "" : " AND c.tenant NOT IN (<tenants>)")
                  + (profiles.isEmpty() ? "" : " AND NOT " + ofProfile + "IN (<profiles>))");
        };
    Map<String, List<String>> byTenant =
        find(
                "SELECT c.tenant, c.id FROM conversations c WHERE"
                    + IDLE
                    + condition
                    + " LIMIT "
                    + CONVERSATIONS,
                scope,
                beforeMs)
            .stream()
            .collect(
                Collectors.groupingBy(
                    Row::tenant, Collectors.mapping(Row::id, Collectors.toList())));
    int deleted = 0;
    for (Map.Entry<String, List<String>> found : byTenant.entrySet()) {
      deleted +=
          database.commitTransaction(
              transaction -> deleteIdle(transaction, found.getKey(), found.getValue(), beforeMs));
    }
    return deleted;
  }

  /** A message may have been sent since they were found. */
  private int deleteIdle(
      Transaction transaction, String tenant, List<String> found, long beforeMs) {
    ConversationRows.lock(transaction.handle(), found);
    List<String> idle =
        transaction
            .handle()
            .createQuery("SELECT c.id FROM conversations c WHERE c.id IN (<ids>) AND" + IDLE)
            .bindList("ids", found)
            .bind("before", beforeMs)
            .mapTo(String.class)
            .list();
    return idle.isEmpty()
        ? 0
        : ConversationRows.delete(database.dialect(), transaction, tenant, idle).conversations();
  }

  @Override
  public int deleteDocuments(RetentionScope scope, long beforeMs) {
    String condition =
        switch (scope) {
          case OfTenant _ -> " AND d.tenant = :tenant";
          case OfProfile _ -> " AND 1 = 0";
          case Others(var tenants, _) ->
              tenants.isEmpty() ? "" : " AND d.tenant NOT IN (<tenants>)";
        };
    List<Row> expired =
        find(
            "SELECT d.tenant, d.id FROM documents d WHERE d.created_at < :before"
                + " AND d.state IN ('ready', 'failed')"
                + condition
                + " LIMIT "
                + DOCUMENTS,
            scope,
            beforeMs);
    return (int) expired.stream().filter(row -> documents.delete(row.tenant, row.id)).count();
  }

  private List<Row> find(String sql, RetentionScope scope, long beforeMs) {
    return database.read(handle -> {
      Query query = handle.createQuery(sql).bind("before", beforeMs);
      switch (scope) {
        case OfTenant(String tenant) -> query.bind("tenant", tenant);
        case OfProfile(String profile) -> query.bind("profile", profile);
        case Others(var tenants, var profiles) -> {
          if (sql.contains("<tenants>")) {
            query.bindList("tenants", new ArrayList<>(tenants));
          }
          if (sql.contains("<profiles>")) {
            query.bindList("profiles", new ArrayList<>(profiles));
          }
        }
      }
      return query.map((row, _) -> new Row(row.getString("tenant"), row.getString("id"))).list();
    });
  }
}
