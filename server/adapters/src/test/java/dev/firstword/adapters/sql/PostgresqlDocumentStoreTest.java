package dev.firstword.adapters.sql;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents in a real PostgreSQL. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlDocumentStoreTest extends DocumentStoreContract {

  @RegisterExtension static final PostgresqlTestServer DATABASE = new PostgresqlTestServer();

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
