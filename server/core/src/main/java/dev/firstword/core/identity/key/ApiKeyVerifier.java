package dev.firstword.core.identity.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;

/** Verifies API keys. */
public final class ApiKeyVerifier implements CredentialVerifier {

  /** How long a key may still be accepted after it was revoked. */
  static final Duration MAX_CACHE_TTL = Duration.ofSeconds(10);

  private final ApiKeyStore store;
  private final InstantSource clock;

  public ApiKeyVerifier(ApiKeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Verified verify(String credential) {
    long now = clock.millis();
    ApiKey key =
        IssuedKey.parse(credential)
            .flatMap(presented ->
                store.find(presented.id()).filter(stored -> hasSameSecret(presented, stored)))
            .filter(stored -> stored.stateAt(now) == ApiKey.State.VALID)
            .orElseThrow(() ->
                new ProblemException(
                    Problem.unauthorized(
                        "This key is unknown, has expired or was revoked. Use another one.")));
    Duration validFor =
        key.expiresAtMs() == null
            ? MAX_CACHE_TTL
            : Duration.ofMillis(Math.min(key.expiresAtMs() - now, MAX_CACHE_TTL.toMillis()));
    return new Verified(new Principal(key.owner(), key.role()), validFor);
  }

  /** Compares in constant time, so that the time of an answer does not give the digest away. */
  private static boolean hasSameSecret(IssuedKey presented, ApiKey stored) {
    return MessageDigest.isEqual(
        presented.secretDigest().getBytes(US_ASCII), stored.secretDigest().getBytes(US_ASCII));
  }
}
