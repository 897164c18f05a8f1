package dev.firstword.adapters.sql;

import dev.firstword.core.identity.key.ApiKeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlApiKeyStoreTest extends ApiKeyStoreContract {

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
  ApiKeyStore apiKeys() {
    return storage.apiKeys();
  }
}
