package dev.firstword.identity.key;

import dev.firstword.identity.CredentialVerifier;
import dev.firstword.identity.Principal;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import java.time.InstantSource;

/** Tells who holds an API key. */
public final class ApiKeys implements CredentialVerifier {

  /** How long after it was revoked a key may still be taken. */
  static final Duration LONGEST_BELIEF = Duration.ofSeconds(10);

  private final ApiKeyStore store;
  private final InstantSource clock;

  public ApiKeys(ApiKeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Verified verify(String credential) {
    long now = clock.millis();
    ApiKey key =
        IssuedKey.parse(credential)
            .flatMap(issued -> store.find(issued.id()).filter(issued::matches))
            .filter(kept -> kept.stateAt(now) == ApiKey.State.VALID)
            .orElseThrow(() ->
                new RefusedException(
                    Problem.unauthorized(
                        "This key is not known, has expired or was revoked. Use another one.")));
    Duration left =
        key.expiresAtMs() == null
            ? LONGEST_BELIEF
            : Duration.ofMillis(Math.min(key.expiresAtMs() - now, LONGEST_BELIEF.toMillis()));
    return new Verified(new Principal(key.owner(), key.role()), left);
  }
}
