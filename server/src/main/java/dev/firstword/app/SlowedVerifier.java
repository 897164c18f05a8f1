package dev.firstword.app;

import dev.firstword.identity.CredentialVerifier;
import dev.firstword.identity.Principal;
import dev.firstword.preparation.Lab;
import java.util.Optional;

/** Verifies credentials for as long as the lab wants it to last. */
record SlowedVerifier(CredentialVerifier verifier, Lab lab) implements CredentialVerifier {

  @Override
  public Verified verify(String credential) {
    try {
      return lab.stretch("auth", () -> verifier.verify(credential));
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
  public Optional<Principal> seeming(String credential) {
    return verifier.seeming(credential);
  }
}
