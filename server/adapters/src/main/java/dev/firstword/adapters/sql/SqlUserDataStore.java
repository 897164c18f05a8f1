package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.userdata.UserDataStore;
import dev.firstword.retrieval.document.DocumentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a database holds of a user. */
final class SqlUserDataStore implements UserDataStore {

  /** Conversations deleted per transaction: few enough not to delay other writes. */
  private static final int BATCH_SIZE = 50;

  private final Database database;
  private final DocumentStore documents;
  private final SqlUserExport export;
  private final Runnable scrub;

  /**
   * Creates the store.
   *
   * @param scrub overwrites deleted rows in the files of the database
   */
  SqlUserDataStore(Database database, TurnStore turns, DocumentStore documents, Runnable scrub) {
    this.database = database;
    this.documents = documents;
    this.export = new SqlUserExport(database, turns);
    this.scrub = scrub;
  }

  @Override
  public List<String> activeTurns(Caller caller) {
    return ids("SELECT turn_id FROM active_turns WHERE tenant = ? AND owner = ?", caller);
  }

  @Override
  public List<String> activeJobs(Caller caller) {
    return ids("SELECT id FROM jobs WHERE tenant = ? AND owner = ? AND ended_at IS NULL", caller);
  }

  private List<String> ids(String sql, Caller caller) {
    return database.read(
        handle -> handle.select(sql, caller.tenant(), caller.user()).mapTo(String.class).list());
  }

  @Override
  public ExportPage export(Caller caller, @Nullable String after) {
    return export.export(caller, after);
  }

  @Override
  public ErasedRows erase(Caller caller, long nowMs) {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("jobs", (long) deleteJobs(caller));
    List<String> turnIds = new ArrayList<>();
    for (List<String> some = conversations(caller); !some.isEmpty(); some = conversations(caller)) {
      List<String> ids = some;
      ConversationRows.Deleted batch =
          database.commitTransaction(transaction -> delete(transaction, caller, ids));
      turnIds.addAll(batch.turnIds());
      counts.merge("conversations", (long) batch.conversations(), Long::sum);
      counts.merge("messages", (long) batch.messages(), Long::sum);
      counts.merge("turns", (long) batch.turnIds().size(), Long::sum);
      counts.merge("attachments", (long) batch.attachments(), Long::sum);
    }
    counts.put("documents", (long) documents.deleteUploadsOf(caller.tenant(), caller.user()));
    counts.put("keys", (long) revokeKeys(caller, nowMs));
    return new ErasedRows(counts, turnIds);
  }

  private List<String> conversations(Caller caller) {
    return ids(
        "SELECT id FROM conversations WHERE tenant = ? AND owner = ? ORDER BY id LIMIT "
            + BATCH_SIZE,
        caller);
  }

  private ConversationRows.Deleted delete(
      Transaction transaction, Caller caller, List<String> ids) {
    ConversationRows.lock(transaction.handle(), ids);
    return ConversationRows.delete(database.dialect(), transaction, caller.tenant(), ids);
  }

  /** An address that only this user's jobs named may name the user. */
  private int deleteJobs(Caller caller) {
    return database.commit(handle -> {
      handle
          .createUpdate(
              "DELETE FROM disabled_webhooks WHERE tenant = :tenant AND url IN"
                  + " (SELECT webhook_url FROM jobs WHERE tenant = :tenant AND owner = :owner)"
                  + " AND NOT EXISTS (SELECT 1 FROM jobs WHERE tenant = :tenant"
                  + " AND owner <> :owner AND webhook_url = disabled_webhooks.url)")
          .bind("tenant", caller.tenant())
          .bind("owner", caller.user())
          .execute();
      return handle.execute(
          "DELETE FROM jobs WHERE tenant = ? AND owner = ?", caller.tenant(), caller.user());
    });
  }

  /**
   * A key keeps its row: without any, a server would accept everybody. Keys of services are not the
   * user's, even if they name one.
   */
  private int revokeKeys(Caller caller, long nowMs) {
    return database.commit(handle ->
        handle.execute(
            "UPDATE api_keys SET owner = 'erased', name = '', secret_digest = '',"
                + " revoked_at = COALESCE(revoked_at, ?)"
                + " WHERE tenant = ? AND owner = ? AND role = ?",
            nowMs,
            caller.tenant(),
            caller.user(),
            Role.USER.wireName()));
  }

  @Override
  public void scrub() {
    scrub.run();
  }
}
