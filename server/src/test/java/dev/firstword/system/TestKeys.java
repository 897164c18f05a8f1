package dev.firstword.system;

import dev.firstword.identity.Caller;
import dev.firstword.identity.Role;
import dev.firstword.identity.key.ApiKey;
import dev.firstword.identity.key.IssuedKey;
import dev.firstword.storage.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;

/** Makes and revokes keys beside a server, as the command line does: in its database. */
final class TestKeys {

  private final Path data;

  TestKeys(Path data) {
    this.data = data;
  }

  /** Makes a key and gives its text. */
  String add(Caller owner, Role role) {
    return add(owner, role, Duration.ofHours(1));
  }

  String add(Caller owner, Role role, Duration life) {
    IssuedKey key = IssuedKey.create();
    long now = System.currentTimeMillis();
    try (SqliteStorage storage = SqliteStorage.openBeside(data)) {
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
                  now + life.toMillis(),
                  null));
    }
    return key.text();
  }

  void revoke(String key) {
    try (SqliteStorage storage = SqliteStorage.openBeside(data)) {
      String id = IssuedKey.parse(key).orElseThrow().id();
      storage.apiKeys().revoke(id, System.currentTimeMillis());
    }
  }
}
