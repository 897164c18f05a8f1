package dev.firstword.core.identity.token;

import java.net.URI;
import java.security.PublicKey;
import javax.crypto.SecretKey;

/** The keys that verify an issuer's signatures. */
public sealed interface TokenKeys {

  /** A secret shared by the issuer and this server. */
  record Shared(SecretKey key) implements TokenKeys {}

  /** The issuer's only public key. */
  record Public(PublicKey key) implements TokenKeys {}

  /**
   * The keys that the issuer publishes at an address (a JSON Web Key Set), and may rotate at any
   * time.
   */
  record Jwks(URI address) implements TokenKeys {}
}
