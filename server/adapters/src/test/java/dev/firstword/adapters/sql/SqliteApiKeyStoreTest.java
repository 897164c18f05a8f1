package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SqliteApiKeyStoreTest extends ApiKeyStoreContract {

  @TempDir Path folder;
  private SqliteStorage storage;

  @BeforeEach
  void open() {
    storage = SqliteStorage.open(folder);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  ApiKeyStore apiKeys() {
    return storage.apiKeys();
  }

  @Test
  void seesChangesByAnotherProcess() {
    ApiKey key =
        new ApiKey("k1", "digest", new Caller("acme", "ada"), Role.USER, "", 1, null, null);
    try (SqliteStorage other = SqliteStorage.openAlongside(folder)) {
      other.apiKeys().add(key);
      assertThat(apiKeys().find("k1")).hasValue(key);

      other.apiKeys().revoke("k1", 2);
      assertThat(apiKeys().find("k1").orElseThrow().revokedAtMs()).isEqualTo(2);
    }
  }
}
