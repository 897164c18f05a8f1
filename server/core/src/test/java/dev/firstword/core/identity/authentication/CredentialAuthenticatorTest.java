package dev.firstword.core.identity.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialAuthenticatorTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final FakeVerifier keys = new FakeVerifier();
  private final FakeVerifier tokens = new FakeVerifier();
  private final CredentialAuthenticator authenticator =
      new CredentialAuthenticator(keys, tokens, clock);

  /** Accepts every credential, or rejects it with the given problem; counts calls. */
  private static final class FakeVerifier implements CredentialVerifier {
    int calls;
    Role role = Role.USER;
    Duration validFor = Duration.ofSeconds(10);
    @Nullable Problem problem;

    @Override
    public Verified verify(String credential) {
      calls++;
      if (problem != null) {
        throw new ProblemException(problem);
      }
      return new Verified(new Principal(ADA, role), validFor);
    }
  }

  @Test
  void distinguishesKeysFromTokens() {
    authenticator.authenticate("Bearer fw_something", null);
    authenticator.authenticate("bearer  eyJhbGciOi", null);

    assertThat(keys.calls).isEqualTo(1);
    assertThat(tokens.calls).isEqualTo(1);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "Basic YTpi", "Bearer", "fw_something", "Digest x"})
  void requiresACredential(@Nullable String authorization) {
    Problem problem = ThrownProblem.of(() -> authenticator.authenticate(authorization, null));

    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.code()).isEqualTo("unauthorized");
    assertThat(problem.action()).isEqualTo(Action.SIGN_IN);
    assertThat(keys.calls + tokens.calls).isZero();
  }

  @Test
  void cachesAPrincipalForItsValidity() {
    for (int i = 0; i < 100; i++) {
      authenticator.authenticate("Bearer fw_key", null);
    }
    clock.advance(Duration.ofMillis(9_999));
    authenticator.authenticate("Bearer fw_key", null);
    assertThat(keys.calls).isEqualTo(1);

    clock.advance(Duration.ofMillis(1));
    authenticator.authenticate("Bearer fw_key", null);

    assertThat(keys.calls).isEqualTo(2);
  }

  @Test
  void noticesARevokedKeyWhenTheCacheEntryExpires() {
    authenticator.authenticate("Bearer fw_key", null);
    keys.problem = Problem.unauthorized("Revoked.");

    clock.advance(Duration.ofSeconds(10));

    assertThat(statusOf("Bearer fw_key")).isEqualTo(401);
  }

  @Test
  void doesNotCacheACredentialWithoutValidity() {
    keys.validFor = Duration.ZERO;

    authenticator.authenticate("Bearer fw_key", null);
    authenticator.authenticate("Bearer fw_key", null);

    assertThat(keys.calls).isEqualTo(2);
  }

  @Test
  void cachesRejectionsForTwoSeconds() {
    keys.problem = Problem.unauthorized("No.");

    for (int i = 0; i < 1000; i++) {
      assertThat(statusOf("Bearer fw_key")).isEqualTo(401);
    }
    assertThat(keys.calls).isEqualTo(1);

    keys.problem = null;
    clock.advance(Duration.ofSeconds(2));
    assertThat(authenticator.authenticate("Bearer fw_key", null).caller()).isEqualTo(ADA);
  }

  @Test
  void doesNotCacheUnavailability() {
    tokens.problem = Problem.signInUnavailable();
    assertThat(statusOf("Bearer token")).isEqualTo(503);

    tokens.problem = null;

    assertThat(authenticator.authenticate("Bearer token", null).caller()).isEqualTo(ADA);
  }

  @Test
  void letsAServiceActForAUserOfItsTenant() {
    keys.role = Role.SERVICE;

    Principal acting = authenticator.authenticate("Bearer fw_key", "bob");

    assertThat(acting).isEqualTo(new Principal(new Caller("acme", "bob"), Role.SERVICE));
    assertThat(authenticator.authenticate("Bearer fw_key", null).caller()).isEqualTo(ADA);
  }

  @ParameterizedTest
  @EnumSource(names = "SERVICE", mode = EnumSource.Mode.EXCLUDE)
  void forbidsOtherRolesToActForAUser(Role role) {
    keys.role = role;

    assertThat(ThrownProblem.of(() -> authenticator.authenticate("Bearer fw_key", "bob")).status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "b\u00f6b", "bob\u0000", "TOO LONG"})
  void rejectsAnInvalidUserName(String user) {
    keys.role = Role.SERVICE;
    String name = user.equals("TOO LONG") ? "b".repeat(256) : user;

    assertThat(ThrownProblem.of(() -> authenticator.authenticate("Bearer fw_key", name)).status())
        .isEqualTo(400);
  }

  private int statusOf(String authorization) {
    return ThrownProblem.of(() -> authenticator.authenticate(authorization, null)).status();
  }
}
