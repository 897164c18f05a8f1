package dev.firstword.core.identity.key;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import org.jspecify.annotations.Nullable;

/**
 * A stored API key, without its secret.
 *
 * @param id identifies the key in its text, in lists and in logs; not secret
 * @param secretDigest the SHA-256 of the secret, in hexadecimal
 * @param owner the caller that this key authenticates
 * @param name the owner's name for the key, for lists
 * @param createdAtMs epoch milliseconds, like the other times
 * @param expiresAtMs when the key expires; null for never
 * @param revokedAtMs when the key was revoked; null if it was not
 */
public record ApiKey(
    String id,
    String secretDigest,
    Caller owner,
    Role role,
    String name,
    long createdAtMs,
    @Nullable Long expiresAtMs,
    @Nullable Long revokedAtMs) {

  /** Whether a key is accepted. */
  public enum State {
    VALID,
    EXPIRED,
    REVOKED
  }

  public State stateAt(long nowMs) {
    if (revokedAtMs != null) {
      return State.REVOKED;
    }
    return expiresAtMs != null && expiresAtMs <= nowMs ? State.EXPIRED : State.VALID;
  }
}
