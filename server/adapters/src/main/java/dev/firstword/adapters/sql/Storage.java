package dev.firstword.adapters.sql;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.job.JobStore;
import dev.firstword.core.job.webhook.WebhookStore;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.userdata.UserDataStore;
import dev.firstword.retrieval.document.DocumentStore;

/** A database with all of its stores, which implement the ports of the other packages. */
public abstract sealed class Storage implements AutoCloseable
    permits SqliteStorage, PostgresqlStorage {

  private final Database database;
  private final RunningLogs runningLogs;
  private final SqlTurnStore turns;
  private final SqlConversationStore conversations;
  private final SqlAttachmentStore attachments;
  private final SqlJobStore jobs;
  private final SqlWebhookStore webhooks;
  private final SqlApiKeyStore apiKeys;
  private final SqlDocumentStore documents;

  Storage(Database database, RunningLogs runningLogs) {
    this.database = database;
    this.runningLogs = runningLogs;
    turns = new SqlTurnStore(database, runningLogs);
    conversations = new SqlConversationStore(database);
    attachments = new SqlAttachmentStore(database);
    jobs = new SqlJobStore(database);
    webhooks = new SqlWebhookStore(database);
    apiKeys = new SqlApiKeyStore(database);
    documents = new SqlDocumentStore(database);
  }

  final Database database() {
    return database;
  }

  final RunningLogs runningLogs() {
    return runningLogs;
  }

  public TurnStore turns() {
    return turns;
  }

  public ConversationStore conversations() {
    return conversations;
  }

  public AttachmentStore attachments() {
    return attachments;
  }

  public JobStore jobs() {
    return jobs;
  }

  public WebhookStore webhooks() {
    return webhooks;
  }

  public ApiKeyStore apiKeys() {
    return apiKeys;
  }

  public DocumentStore documents() {
    return documents;
  }

  /** All data of one user. */
  public UserDataStore userData() {
    return new SqlUserDataStore(database, turns, documents, this::scrub);
  }

  /** Overwrites deleted rows in the files of the database, as far as they are this process's. */
  abstract void scrub();

  /** Whether writes succeed, as far as is known. Blocks while it is found out. */
  public boolean isWritable() {
    return database.isWritable();
  }

  /** Whether other nodes may be working on the same database. */
  public abstract boolean isShared();

  @Override
  public abstract void close();
}
