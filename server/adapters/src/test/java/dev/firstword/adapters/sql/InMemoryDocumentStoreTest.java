package dev.firstword.adapters.sql;

import org.junit.jupiter.api.AfterEach;

/** Documents in SQLite, in memory. */
final class InMemoryDocumentStoreTest extends DocumentStoreContract {

  private final SqliteStorage storage = SqliteStorage.inMemory();

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  Storage storage() {
    return storage;
  }
}
