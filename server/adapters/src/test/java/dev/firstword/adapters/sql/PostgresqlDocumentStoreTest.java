package dev.firstword.adapters.sql;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Documents in a real PostgreSQL. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlDocumentStoreTest extends DocumentStoreContract {

  private static final PostgresqlTestServer DATABASE = PostgresqlTestServer.startOrReuse();

  private PostgresqlStorage storage;

  @BeforeEach
  void open() {
    storage = PostgresqlStorage.open(DATABASE.freshDatabase());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  Storage storage() {
    return storage;
  }
}
