package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every {@link ApiKeyStore}. */
abstract class ApiKeyStoreContract {

  abstract ApiKeyStore apiKeys();

  @Test
  void findsAnAddedKey() {
    ApiKey lasting = key("k1", Role.USER, 1000, null, null);
    ApiKey ending = key("k2", Role.SERVICE, 2000, 9_000_000_000_000L, 3000L);

    assertThat(apiKeys().add(lasting)).isTrue();
    assertThat(apiKeys().add(ending)).isTrue();

    assertThat(apiKeys().find("k1")).hasValue(lasting);
    assertThat(apiKeys().find("k2")).hasValue(ending);
    assertThat(apiKeys().find("k3")).isEmpty();
    assertThat(apiKeys().find("' OR 1=1 --")).isEmpty();
  }

  @Test
  void keepsTheFirstOfTwoKeysWithOneId() {
    ApiKey first = key("k1", Role.USER, 1000, null, null);
    apiKeys().add(first);

    assertThat(apiKeys().add(key("k1", Role.OPERATOR, 2000, null, null))).isFalse();

    assertThat(apiKeys().list()).containsExactly(first);
  }

  @Test
  void listsTheOldestFirst() {
    apiKeys().add(key("b", Role.USER, 2000, null, null));
    apiKeys().add(key("c", Role.OPERATOR, 1000, null, null));
    apiKeys().add(key("a", Role.USER, 2000, null, null));

    assertThat(apiKeys().list()).extracting(ApiKey::id).containsExactly("c", "a", "b");
  }

  @Test
  void revokesAKeyOnceAndKeepsIt() {
    apiKeys().add(key("k1", Role.USER, 1000, null, null));
    apiKeys().add(key("k2", Role.USER, 1000, null, null));

    assertThat(apiKeys().revoke("k1", 5000)).isTrue();
    assertThat(apiKeys().revoke("k1", 6000)).isTrue();
    assertThat(apiKeys().revoke("k3", 6000)).isFalse();

    assertThat(apiKeys().find("k1")).hasValue(key("k1", Role.USER, 1000, null, 5000L));
    assertThat(apiKeys().find("k2")).hasValue(key("k2", Role.USER, 1000, null, null));
  }

  private static ApiKey key(
      String id, Role role, long createdAtMs, @Nullable Long expires, @Nullable Long revoked) {
    return new ApiKey(
        id,
        "digest of " + id,
        new Caller("acme", "ada \u00e9"),
        role,
        "Ada's \"laptop\"",
        createdAtMs,
        expires,
        revoked);
  }
}
