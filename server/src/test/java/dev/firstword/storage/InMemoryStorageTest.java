package dev.firstword.storage;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.turn.TurnStore;
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
}
