package dev.firstword.adapters.sql;

import org.junit.jupiter.api.AfterEach;

/** Jobs in SQLite. */
final class SqliteJobStoreTest extends JobStoreContract {

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
