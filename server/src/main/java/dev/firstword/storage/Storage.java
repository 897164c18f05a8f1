package dev.firstword.storage;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.key.ApiKeyStore;
import dev.firstword.job.JobStore;
import dev.firstword.job.webhook.WebhookStore;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.turn.TurnStore;

/** A database with all of its stores, which implement the ports of the other packages. */
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
