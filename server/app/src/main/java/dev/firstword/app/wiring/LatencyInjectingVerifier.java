package dev.firstword.app.wiring;

import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.preparation.LatencyInjector;
import java.util.Optional;

/** Delays credential verification by the injected latency. */
record LatencyInjectingVerifier(CredentialVerifier verifier, LatencyInjector latencyInjector)
    implements CredentialVerifier {

  @Override
  public Verified verify(String credential) {
    try {
      return latencyInjector.withMinimumDuration("auth", () -> verifier.verify(credential));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in verifying", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("verifying throws nothing that is checked", e);
    }
  }

  @Override
  public Optional<Principal> claimedPrincipal(String credential) {
    return verifier.claimedPrincipal(credential);
  }
}
