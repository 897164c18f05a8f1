package dev.firstword.adapters.sql;

import dev.firstword.core.identity.key.ApiKeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlApiKeyStoreTest extends ApiKeyStoreContract {

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
  ApiKeyStore apiKeys() {
    return storage.apiKeys();
  }
}
