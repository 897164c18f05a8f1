package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Deletes conversations with everything in them. */
final class ConversationRows {

  private ConversationRows() {}

  /** What one transaction has deleted. */
  record Deleted(int conversations, int messages, List<String> turnIds, int attachments) {}

  /** Locks conversations, so that no message is added to them until the transaction ends. */
  static void lock(Handle handle, List<String> ids) {
    update(handle, "UPDATE conversations SET updated_at = updated_at WHERE id IN (<ids>)", ids);
  }

  /** Deletes conversations of a tenant that are locked. */
  static Deleted delete(
      SqlDialect dialect, Transaction transaction, String tenant, List<String> ids) {
    Handle handle = transaction.handle();
    List<String> turnIds = SqlConversationStore.deleteTurns(dialect, transaction, ids);
    List<String> hashes =
        ids.stream().flatMap(id -> SqlAttachmentStore.hashesOf(handle, id).stream()).toList();
    int messages = update(handle, "DELETE FROM messages WHERE conversation_id IN (<ids>)", ids);
    int conversations = update(handle, "DELETE FROM conversations WHERE id IN (<ids>)", ids);
    SqlAttachmentStore.deleteUnused(dialect, transaction, tenant, hashes);
    return new Deleted(conversations, messages, turnIds, hashes.size());
  }

  private static int update(Handle handle, String sql, List<String> ids) {
    return handle.createUpdate(sql).bindList("ids", ids).execute();
  }
}
