package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.identity.Caller;
import dev.firstword.relay.event.SourcesJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Conversations in a database. */
final class SqlConversationStore implements ConversationStore {

  private final Database database;

  SqlConversationStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean exists(Caller caller, String conversationId) {
    return database.read(caller.tenant(), handle -> exists(handle, caller, conversationId));
  }

  private static boolean exists(Handle handle, Caller caller, String conversationId) {
    return handle
        .select(
            "SELECT 1 FROM conversations WHERE id = ? AND tenant = ? AND owner = ?",
            conversationId,
            caller.tenant(),
            caller.user())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  @Override
  public Optional<Page> page(
      Caller caller, String conversationId, @Nullable String before, int limit) {
    return database.read(
        caller.tenant(),
        handle -> {
          if (!exists(handle, caller, conversationId)) {
            return Optional.empty();
          }
          return position(handle, conversationId, before)
              .map(end -> page(handle, conversationId, end, limit));
        });
  }

  /** Reads one message more than requested, to find out whether there is an older page. */
  private static Page page(Handle handle, String conversationId, long end, int limit) {
    List<Message> newestFirst =
        handle
            .select(
                "SELECT * FROM messages WHERE conversation_id = ? AND position < ?"
                    + " AND replaced_by IS NULL ORDER BY position DESC LIMIT ?",
                conversationId,
                end,
                limit + 1)
            .map((row, _) -> message(row))
            .list();
    boolean more = newestFirst.size() > limit;
    List<Message> page = more ? newestFirst.subList(0, limit) : newestFirst;
    return new Page(
        page.reversed(), more ? page.getLast().id() : null, activeTurn(handle, conversationId));
  }

  private static Optional<Long> position(
      Handle handle, String conversationId, @Nullable String before) {
    if (before == null) {
      return Optional.of(Long.MAX_VALUE);
    }
    return handle
        .select(
            "SELECT position FROM messages WHERE id = ? AND conversation_id = ?",
            before,
            conversationId)
        .mapTo(Long.class)
        .findFirst();
  }

  private static @Nullable String activeTurn(Handle handle, String conversationId) {
    return handle
        .select(
            "SELECT id FROM turns WHERE conversation_id = ? AND ended_at IS NULL"
                + " AND EXISTS (SELECT 1 FROM messages"
                + " WHERE id = turns.assistant_message_id AND replaced_by IS NULL)"
                + " ORDER BY started_at DESC, id DESC LIMIT 1",
            conversationId)
        .mapTo(String.class)
        .findFirst()
        .orElse(null);
  }

  private static Message message(ResultSet row) throws SQLException {
    String sources = row.getString("sources");
    String parts = row.getString("parts");
    return new Message(
        row.getString("id"),
        row.getLong("position"),
        Message.Author.valueOf(row.getString("author").toUpperCase(Locale.ROOT)),
        row.getString("text"),
        Message.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getLong("created_at"),
        row.getString("turn_id"),
        sources == null ? List.of() : SourcesJson.read(sources),
        parts == null ? List.of() : MessagePartsJson.read(parts));
  }

  @Override
  public List<Conversation> list(Caller caller, Filter filter, int limit) {
    return database.read(
        caller.tenant(),
        handle -> {
          Query query =
              handle
                  .createQuery(
                      "SELECT id, title, created_at, updated_at, origin FROM conversations"
                          + " WHERE tenant = :tenant AND owner = :owner"
                          + condition(filter, database.dialect().ignoringCase())
                          + " ORDER BY updated_at DESC, id DESC LIMIT :limit")
                  .bind("tenant", caller.tenant())
                  .bind("owner", caller.user())
                  .bind("limit", limit);
          if (filter.origin() != null) {
            query.bind("origin", filter.origin());
          }
          if (filter.text() != null) {
            query.bind("pattern", "%" + escapePattern(filter.text()) + "%");
          }
          return query
              .map((row, _) ->
                  new Conversation(
                      row.getString("id"),
                      row.getString("title"),
                      row.getLong("created_at"),
                      row.getLong("updated_at"),
                      row.getString("origin")))
              .list();
        });
  }

  private static String condition(Filter filter, String like) {
    String matches = " " + like + " :pattern ESCAPE '!'";
    return (filter.origin() == null ? "" : " AND origin = :origin")
        + (filter.text() == null
            ? ""
            : " AND (title"
                + matches
                + " OR EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id"
                + " AND replaced_by IS NULL AND text"
                + matches
                + "))");
  }

  private static String escapePattern(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  @Override
  public boolean rename(Caller caller, String conversationId, String title) {
    return database.commit(handle ->
        handle.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND tenant = ? AND owner = ?",
                TurnInsert.replaceNul(title),
                conversationId,
                caller.tenant(),
                caller.user())
            == 1);
  }

  @Override
  public boolean delete(Caller caller, String conversationId) {
    return database.commitTransaction(transaction -> {
      if (!lock(transaction, caller, conversationId)) {
        return false;
      }
      deleteTurns(database.dialect(), transaction, List.of(conversationId));
      List<String> hashes = SqlAttachmentStore.hashesOf(transaction.handle(), conversationId);
      transaction.handle().execute("DELETE FROM conversations WHERE id = ?", conversationId);
      SqlAttachmentStore.deleteUnused(database.dialect(), transaction, caller.tenant(), hashes);
      return true;
    });
  }

  /**
   * Deletes what refers to the turns of conversations without a constraint of the schema. Waits for
   * what is being added to them; nothing is added afterwards.
   *
   * @return the ids of the turns
   */
  static List<String> deleteTurns(
      SqlDialect dialect, Transaction transaction, List<String> conversationIds) {
    Handle handle = transaction.handle();
    select(
            handle,
            "SELECT DISTINCT node FROM turns WHERE conversation_id IN (<ids>) AND ended_at IS NULL"
                + " ORDER BY node",
            conversationIds)
        .forEach(node ->
            dialect.lockForTransaction(
                transaction.statements(), PostgresqlRunningLogs.lockName(node)));
    List<String> turnIds =
        select(
            handle,
            "SELECT id FROM turns WHERE conversation_id IN (<ids>) ORDER BY id"
                + dialect.forUpdate(),
            conversationIds);
    for (String table : List.of("turn_chunks", "turn_logs", "active_turns")) {
      handle
          .createUpdate(
              "DELETE FROM "
                  + table
                  + " WHERE turn_id IN (SELECT id FROM turns WHERE conversation_id IN (<ids>))")
          .bindList("ids", conversationIds)
          .execute();
    }
    if (dialect == SqlDialect.POSTGRESQL && !turnIds.isEmpty()) {
      new TurnBatchRows(transaction.statements()).remove(Set.copyOf(turnIds));
    }
    return turnIds;
  }

  private static List<String> select(Handle handle, String sql, List<String> ids) {
    return handle.createQuery(sql).bindList("ids", ids).mapTo(String.class).list();
  }

  /**
   * Locks a conversation, so that no message with attachments is added to it, as storing a message
   * updates this row too. Returns false if the caller has no such conversation.
   */
  private static boolean lock(Transaction transaction, Caller caller, String conversationId) {
    return transaction
            .handle()
            .execute(
                "UPDATE conversations SET updated_at = updated_at"
                    + " WHERE id = ? AND tenant = ? AND owner = ?",
                conversationId,
                caller.tenant(),
                caller.user())
        == 1;
  }
}
