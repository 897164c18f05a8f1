package dev.firstword.core.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ApiKeyVerifierTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
  private final ApiKeyVerifier verifier = new ApiKeyVerifier(store, clock);

  @Test
  void returnsTheOwnerAndTheRole() {
    IssuedKey key = add(Role.SERVICE, null);

    assertThat(verifier.verify(key.text()).principal()).isEqualTo(new Principal(ADA, Role.SERVICE));
  }

  @Test
  void rejectsAnUnknownKey() {
    add(Role.USER, null);

    Problem problem = ThrownProblem.of(() -> verifier.verify(IssuedKey.create().text()));

    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.action()).isEqualTo(Action.SIGN_IN);
  }

  @Test
  void rejectsAWrongSecret() {
    IssuedKey key = add(Role.USER, null);
    String otherSecret = IssuedKey.create().text().substring("fw_".length() + key.id().length());

    assertRefused("fw_" + key.id() + otherSecret);
  }

  @Test
  void rejectsEveryTruncatedOrAlteredKey() {
    String key = add(Role.USER, null).text();

    for (int i = 0; i < key.length(); i++) {
      assertRefused(key.substring(0, i));
      assertRefused(
          key.substring(0, i) + (key.charAt(i) == '0' ? '1' : '0') + key.substring(i + 1));
    }
    assertRefused(key + "0");
    assertRefused(key + "\n");
    assertRefused(key.toUpperCase(java.util.Locale.ROOT));
  }

  @Test
  void rejectsAnExpiredKey() {
    IssuedKey key = add(Role.USER, Duration.ofMinutes(1));

    clock.advance(Duration.ofSeconds(59));
    assertThat(verifier.verify(key.text()).principal().caller()).isEqualTo(ADA);
    clock.advance(Duration.ofSeconds(1));
    assertRefused(key.text());
  }

  @Test
  void rejectsARevokedKey() {
    IssuedKey key = add(Role.USER, null);

    store.revoke(key.id(), clock.millis());

    assertRefused(key.text());
  }

  @Test
  void isValidForTenSecondsAndNeverPastItsExpiry() {
    Verified lasting = verifier.verify(add(Role.USER, null).text());
    Verified ending = verifier.verify(add(Role.USER, Duration.ofSeconds(3)).text());

    assertThat(lasting.validFor()).isEqualTo(Duration.ofSeconds(10));
    assertThat(ending.validFor()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void storesNothingThatRevealsTheSecret() {
    IssuedKey key = add(Role.USER, null);
    String secret = key.text().substring(("fw_" + key.id() + "_").length());

    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(store.list()).hasSize(1);
    assertThat(store.list().toString()).doesNotContain(secret);
    assertThat(key.toString()).doesNotContain(secret);
  }

  @Test
  void createsUniqueKeys() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      IssuedKey key = IssuedKey.create();
      all.add(key.id());
      all.add(key.secretDigest());
    }

    assertThat(all).hasSize(2000);
  }

  private void assertRefused(String credential) {
    assertThat(ThrownProblem.of(() -> verifier.verify(credential)).status())
        .as(credential)
        .isEqualTo(401);
  }

  private IssuedKey add(Role role, @Nullable Duration lifetime) {
    IssuedKey key = IssuedKey.create();
    Long expiresAtMs = lifetime == null ? null : Long.valueOf(clock.millis() + lifetime.toMillis());
    store.add(
        new ApiKey(
            key.id(), key.secretDigest(), ADA, role, "test", clock.millis(), expiresAtMs, null));
    return key;
  }
}
