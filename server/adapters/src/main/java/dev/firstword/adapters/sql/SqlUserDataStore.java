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
import org.jdbi.v3.core.Handle;
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

  /** What one transaction has deleted. */
  private record Batch(int conversations, int messages, List<String> turnIds, int attachments) {}

  @Override
  public List<String> activeTurns(Caller caller) {
    return ids("SELECT id FROM turns WHERE tenant = ? AND owner = ? AND ended_at IS NULL", caller);
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
      Batch batch = database.commitTransaction(transaction -> delete(transaction, caller, ids));
      turnIds.addAll(batch.turnIds);
      counts.merge("conversations", (long) batch.conversations, Long::sum);
      counts.merge("messages", (long) batch.messages, Long::sum);
      counts.merge("turns", (long) batch.turnIds.size(), Long::sum);
      counts.merge("attachments", (long) batch.attachments, Long::sum);
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

  private Batch delete(Transaction transaction, Caller caller, List<String> ids) {
    Handle handle = transaction.handle();
    // Locks them, so that no message is added meanwhile.
    update(handle, "UPDATE conversations SET updated_at = updated_at WHERE id IN (<ids>)", ids);
    List<String> turnIds =
        handle
            .createQuery("SELECT id FROM turns WHERE conversation_id IN (<ids>) ORDER BY id")
            .bindList("ids", ids)
            .mapTo(String.class)
            .list();
    List<String> hashes =
        ids.stream().flatMap(id -> SqlAttachmentStore.hashesOf(handle, id).stream()).toList();
    int messages = update(handle, "DELETE FROM messages WHERE conversation_id IN (<ids>)", ids);
    int conversations = update(handle, "DELETE FROM conversations WHERE id IN (<ids>)", ids);
    SqlAttachmentStore.deleteUnused(database.dialect(), transaction, caller.tenant(), hashes);
    return new Batch(conversations, messages, turnIds, hashes.size());
  }

  private static int update(Handle handle, String sql, List<String> ids) {
    return handle.createUpdate(sql).bindList("ids", ids).execute();
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
