package dev.firstword.adapters.sql;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.job.JobStore;
import dev.firstword.core.job.webhook.WebhookStore;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.retrieval.document.DocumentStore;

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
