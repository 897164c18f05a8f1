package dev.firstword.system;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.IssuedKey;
import java.nio.file.Path;
import java.time.Duration;

/** Creates and revokes keys of a running server in its database, as the command line does. */
final class TestKeys {

  private final Path data;

  TestKeys(Path data) {
    this.data = data;
  }

  /** Creates a key and returns its text. */
  String add(Caller owner, Role role) {
    return add(owner, role, Duration.ofHours(1));
  }

  String add(Caller owner, Role role, Duration ttl) {
    IssuedKey key = IssuedKey.create();
    long now = System.currentTimeMillis();
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      storage
          .apiKeys()
          .add(
              new ApiKey(
                  key.id(),
                  key.secretDigest(),
                  owner,
                  role,
                  "test",
                  now,
                  now + ttl.toMillis(),
                  null));
    }
    return key.text();
  }

  void revoke(String key) {
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      String id = IssuedKey.parse(key).orElseThrow().id();
      storage.apiKeys().revoke(id, System.currentTimeMillis());
    }
  }
}
