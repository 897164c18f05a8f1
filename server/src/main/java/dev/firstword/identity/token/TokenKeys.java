package dev.firstword.identity.token;

import java.net.URI;
import java.security.PublicKey;
import javax.crypto.SecretKey;

/** What an issuer's signatures are verified with. */
public sealed interface TokenKeys {

  /** A secret that the issuer and this server share. */
  record Shared(SecretKey key) implements TokenKeys {}

  /** The issuer's one public key. */
  record Public(PublicKey key) implements TokenKeys {}

  /** The keys that the issuer publishes at an address (a JSON Web Key Set), and changes at will. */
  record Published(URI address) implements TokenKeys {}
}
