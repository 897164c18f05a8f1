package dev.firstword.adapters.sql;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.turn.store.TurnStore;
import org.junit.jupiter.api.AfterEach;

/** Turns and conversations in SQLite, in memory. */
final class InMemoryStorageTest extends TurnStoreContract {

  private final SqliteStorage storage = SqliteStorage.inMemory();

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  TurnStore turns() {
    return storage.turns();
  }

  @Override
  ConversationStore conversations() {
    return storage.conversations();
  }

  @Override
  AttachmentStore attachments() {
    return storage.attachments();
  }

  @Override
  Database database() {
    return storage.database();
  }
}
