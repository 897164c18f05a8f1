package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Images and files in a database. Their bytes are stored once per tenant and content, and linked to
 * each conversation that has them. Every query starts from the caller's conversations, so content
 * that only others have does not exist.
 */
final class SqlAttachmentStore implements AttachmentStore {

  /** How many hashes one statement names. */
  private static final int MAX_HASHES_PER_STATEMENT = 500;

  private final Database database;

  SqlAttachmentStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, byte[]> load(Caller caller, Collection<String> hashes) {
    if (hashes.isEmpty()) {
      return Map.of();
    }
    return database.read(
        caller.tenant(),
        handle -> {
          Map<String, byte[]> found = new HashMap<>();
          for (List<String> some : batches(new HashSet<>(hashes))) {
            handle
                .createQuery(
                    "SELECT sha256, content FROM attachments WHERE tenant = :tenant"
                        + " AND sha256 IN (<hashes>) AND EXISTS (SELECT 1"
                        + " FROM conversation_attachments link"
                        + " JOIN conversations ON conversations.id = link.conversation_id"
                        + " WHERE link.tenant = attachments.tenant AND link.sha256 = attachments.sha256"
                        + " AND conversations.tenant = :tenant AND conversations.owner = :owner)")
                .bind("tenant", caller.tenant())
                .bind("owner", caller.user())
                .bindList("hashes", some)
                .map((row, _) -> Map.entry(row.getString("sha256"), row.getBytes("content")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
          }
          return found;
        });
  }

  @Override
  public Map<String, MediaDescription> describe(
      Caller caller, String conversationId, Collection<String> hashes) {
    return database.read(
        caller.tenant(),
        handle -> {
          Map<String, MediaDescription> found = new HashMap<>();
          for (String hash : new HashSet<>(hashes)) {
            handle
                .select(
                    "SELECT messages.parts FROM conversations"
                        + " JOIN conversation_attachments link"
                        + " ON link.conversation_id = conversations.id"
                        + " JOIN messages ON messages.conversation_id = conversations.id"
                        + " WHERE conversations.id = ? AND conversations.tenant = ?"
                        + " AND conversations.owner = ? AND link.sha256 = ?"
                        + " AND messages.author = ? AND messages.parts LIKE ?"
                        + " ORDER BY messages.position DESC LIMIT 1",
                    conversationId,
                    caller.tenant(),
                    caller.user(),
                    hash,
                    Message.Author.USER.wireName(),
                    // Quotes within a text are escaped, so this finds nothing but the field.
                    "%\"sha256\":\"" + hash + "\"%")
                .mapTo(String.class)
                .findFirst()
                .flatMap(parts -> description(parts, hash))
                .ifPresent(description -> found.put(hash, description));
          }
          return found;
        });
  }

  private static Optional<MediaDescription> description(String parts, String hash) {
    return MessagePartsJson.read(parts).stream()
        .filter(ContentPart.Media.class::isInstance)
        .map(part -> ((ContentPart.Media) part).media())
        .filter(media -> media.sha256().equals(hash))
        .findFirst();
  }

  @Override
  public Optional<StoredAttachment> find(Caller caller, String conversationId, String hash) {
    return database.read(
        caller.tenant(),
        handle ->
            handle
                .select(
                    "SELECT link.media_type, attachments.content FROM conversations"
                        + " JOIN conversation_attachments link"
                        + " ON link.conversation_id = conversations.id"
                        + " JOIN attachments ON attachments.tenant = link.tenant"
                        + " AND attachments.sha256 = link.sha256"
                        + " WHERE conversations.id = ? AND conversations.tenant = ?"
                        + " AND conversations.owner = ? AND link.sha256 = ?",
                    conversationId,
                    caller.tenant(),
                    caller.user(),
                    hash)
                .map((row, _) ->
                    new StoredAttachment(row.getString("media_type"), row.getBytes("content")))
                .findFirst());
  }

  /**
   * Stores the attachments of a message with it, unless its conversation has them. Goes by the
   * hash, so that two transactions with the same attachments wait for each other in the same order.
   */
  static void insert(
      SqlDialect dialect,
      Transaction transaction,
      String tenant,
      String conversationId,
      List<Attachment> attachments) {
    Map<String, Attachment> byHash = new TreeMap<>();
    attachments.stream()
        .filter(one -> one.content() != null)
        .forEach(one -> byHash.putIfAbsent(one.description().sha256(), one));
    if (byHash.isEmpty()) {
      return;
    }
    dialect.lockSharedForTransaction(transaction.statements(), lockName(tenant));
    // Not by statements that stay prepared: they would hold on to the bytes.
    Handle handle = transaction.handle();
    byHash.forEach((hash, attachment) -> {
      handle.execute(
          "INSERT INTO attachments (tenant, sha256, content) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          tenant,
          hash,
          attachment.content());
      handle.execute(
          "INSERT INTO conversation_attachments (conversation_id, sha256, tenant, media_type)"
              + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          conversationId,
          hash,
          tenant,
          TurnInsert.replaceNul(attachment.description().mediaType()));
    });
  }

  /** Returns the hashes of the attachments of a conversation. */
  static List<String> hashesOf(Handle handle, String conversationId) {
    return handle
        .select(
            "SELECT sha256 FROM conversation_attachments WHERE conversation_id = ?", conversationId)
        .mapTo(String.class)
        .list();
  }

  /**
   * Deletes those of the attachments of a deleted conversation that no other conversation has. The
   * lock keeps a message that is being stored from linking to one of them meanwhile.
   */
  static void deleteUnused(
      SqlDialect dialect, Transaction transaction, String tenant, List<String> hashes) {
    if (hashes.isEmpty()) {
      return;
    }
    dialect.lockForTransaction(transaction.statements(), lockName(tenant));
    for (List<String> some : batches(hashes)) {
      transaction
          .handle()
          .createUpdate(
              "DELETE FROM attachments WHERE tenant = :tenant AND sha256 IN (<hashes>)"
                  + " AND NOT EXISTS (SELECT 1 FROM conversation_attachments link"
                  + " WHERE link.tenant = attachments.tenant"
                  + " AND link.sha256 = attachments.sha256)")
          .bind("tenant", tenant)
          .bindList("hashes", some)
          .execute();
    }
  }

  private static String lockName(String tenant) {
    return "attachments " + tenant;
  }

  private static List<List<String>> batches(Collection<String> hashes) {
    List<String> all = List.copyOf(hashes);
    List<List<String>> batches = new ArrayList<>();
    for (int i = 0; i < all.size(); i += MAX_HASHES_PER_STATEMENT) {
      batches.add(all.subList(i, Math.min(i + MAX_HASHES_PER_STATEMENT, all.size())));
    }
    return batches;
  }
}
