package dev.firstword.core.identity;

import java.time.Duration;
import java.util.Optional;

/** Verifies one kind of credential. */
public interface CredentialVerifier {

  /**
   * Verifies a credential. Blocks.
   *
   * @throws dev.firstword.core.protocol.ProblemException if it is malformed, unknown, expired or
   *     revoked
   */
  Verified verify(String credential);

  /**
   * Returns the principal that a credential claims, unverified; empty if it can't be read from it.
   */
  default Optional<Principal> claimedPrincipal(String credential) {
    return Optional.empty();
  }

  /**
   * The verified holder of a credential.
   *
   * @param validFor how long the result may be cached; zero for not at all
   */
  record Verified(Principal principal, Duration validFor) {}
}
