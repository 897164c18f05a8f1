package dev.firstword.storage;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.key.ApiKeyStore;
import dev.firstword.job.JobStore;
import dev.firstword.job.webhook.WebhookStore;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.turn.TurnStore;

/** One database with all that is kept in it, behind the ports that the parts define. */
public sealed interface Storage extends AutoCloseable permits SqliteStorage, PostgresqlStorage {

  TurnStore turns();

  ConversationStore conversations();

  JobStore jobs();

  WebhookStore webhooks();

  ApiKeyStore apiKeys();

  DocumentStore documents();

  /** Whether other nodes may be working on the same database. */
  boolean isShared();

  @Override
  void close();
}
