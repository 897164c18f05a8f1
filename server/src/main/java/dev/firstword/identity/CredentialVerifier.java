package dev.firstword.identity;

import java.time.Duration;
import java.util.Optional;

/** Tells who holds a credential of one kind. */
public interface CredentialVerifier {

  /**
   * Verifies a credential. Blocks.
   *
   * @throws dev.firstword.protocol.RefusedException when it is none, or none that still holds
   */
  Verified verify(String credential);

  /** Whom a credential names, true or not; absent where that can't be read off it. */
  default Optional<Principal> seeming(String credential) {
    return Optional.empty();
  }

  /**
   * Whoever holds a credential.
   *
   * @param validFor how long that may be believed without looking again; zero: not at all
   */
  record Verified(Principal principal, Duration validFor) {}
}
