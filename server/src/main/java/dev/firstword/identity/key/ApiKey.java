package dev.firstword.identity.key;

import dev.firstword.identity.Caller;
import dev.firstword.identity.Role;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: everything but its secret.
 *
 * @param id names the key in its text, in lists and in logs; not secret
 * @param secretDigest SHA-256 of the secret, in hexadecimal
 * @param owner who somebody with this key is
 * @param name what its owner calls it, for lists
 * @param createdAtMs epoch milliseconds, like the others
 * @param expiresAtMs from when on it is not taken any more; absent: never
 * @param revokedAtMs when it was revoked; absent: it was not
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

  /** Whether a key is taken. */
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
