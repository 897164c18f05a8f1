package dev.firstword.core.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Grant;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class UserTokensTest {

  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final Caller ADA = new Caller("acme", "ada");
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final Keys keys = new Keys();
  private final UserTokens tokens = new UserTokens(key(SECRET), keys, clock, clock);
  private final String keyId = keys.add("acme", Role.SERVICE);

  @Test
  void authenticatesTheUserWithItsLimits() {
    Grant grant = new Grant(Set.of("chat", "proposal"), 10);

    String token = tokens.issue(keyId, ADA, LIFETIME, grant).token();

    assertThat(tokens.verify(token).principal()).isEqualTo(new Principal(ADA, Role.USER, grant));
  }

  @Test
  void isVerifiedByAnyNodeWithTheSecret() {
    String token = issue(LIFETIME);
    UserTokens other = new UserTokens(key(SECRET), keys, clock, clock);

    assertThat(other.verify(token).principal().caller()).isEqualTo(ADA);
  }

  @Test
  void readsTheStateOfAKeyOnceForAllItsTokens() {
    List<String> issued = List.of(issue(LIFETIME), issue(LIFETIME.plusSeconds(1)));

    issued.forEach(tokens::verify);

    assertThat(keys.reads).isEqualTo(1);
  }

  @Test
  void saysThatATokenHasExpired() {
    String token = issue(LIFETIME);
    clock.advance(LIFETIME);

    Problem problem = ThrownProblem.of(() -> tokens.verify(token));

    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.code()).isEqualTo("token_expired");
    assertThat(problem.action()).isEqualTo(Action.SIGN_IN);
  }

  @Test
  void isNotCachedBeyondItsEnd() {
    String token = issue(LIFETIME);
    clock.advance(LIFETIME.minusSeconds(2));

    Verified verified = tokens.verify(token);

    assertThat(verified.validFor()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void endsWithTheKeyThatIssuedIt() {
    String token = issue(LIFETIME);
    Duration cached = tokens.verify(token).validFor();

    keys.revokeAll(clock.millis());
    clock.advance(Duration.ofSeconds(10).minus(cached));

    assertRefused(token);
  }

  @Test
  void needsAKeyOfAServiceOfTheSameTenant() {
    assertRefused(tokens.issue(keys.add("other", Role.SERVICE), ADA, LIFETIME, Grant.UNLIMITED));
    assertRefused(tokens.issue(keys.add("acme", Role.USER), ADA, LIFETIME, Grant.UNLIMITED));
    assertRefused(tokens.issue("0123456789abcdef", ADA, LIFETIME, Grant.UNLIMITED));
  }

  @Test
  void rejectsATokenOfAnotherSecret() {
    UserTokens other = new UserTokens(key(SECRET + "!"), keys, clock, clock);

    assertRefused(other.issue(keyId, ADA, LIFETIME, Grant.UNLIMITED));
  }

  @Test
  void rejectsEveryTruncatedOrAlteredToken() {
    String token = issue(LIFETIME);

    for (int i = "fwt_".length(); i < token.length() - 1; i++) {
      assertRefused(token.substring(0, i));
      assertRefused(
          token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1));
    }
  }

  private static SecretKey key(String secret) {
    return new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
  }

  private String issue(Duration lifetime) {
    return tokens.issue(keyId, ADA, lifetime, Grant.UNLIMITED).token();
  }

  private void assertRefused(UserTokens.Issued issued) {
    assertRefused(issued.token());
  }

  private void assertRefused(String token) {
    Problem problem = ThrownProblem.of(() -> tokens.verify(token));
    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.code()).isEqualTo("unauthorized");
  }

  /** A store that counts how often it is read. */
  private static final class Keys implements ApiKeyStore {

    private final List<ApiKey> keys = new ArrayList<>();
    private int reads;

    String add(String tenant, Role role) {
      IssuedKey key = IssuedKey.create();
      keys.add(
          new ApiKey(
              key.id(),
              key.secretDigest(),
              new Caller(tenant, "backend"),
              role,
              "test",
              0,
              null,
              null));
      return key.id();
    }

    void revokeAll(long atMs) {
      List.copyOf(keys).forEach(key -> revoke(key.id(), atMs));
    }

    @Override
    public boolean add(ApiKey key) {
      return keys.add(key);
    }

    @Override
    public Optional<ApiKey> find(String id) {
      reads++;
      return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    @Override
    public List<ApiKey> list() {
      return List.copyOf(keys);
    }

    @Override
    public boolean revoke(String id, long atMs) {
      keys.replaceAll(key ->
          key.id().equals(id)
              ? new ApiKey(
                  key.id(),
                  key.secretDigest(),
                  key.owner(),
                  key.role(),
                  key.name(),
                  key.createdAtMs(),
                  key.expiresAtMs(),
                  atMs)
              : key);
      return true;
    }
  }
}
