package dev.firstword.core.identity.token;

import com.nimbusds.jose.JWSAlgorithm;

/** The accepted signature algorithms. Any other, above all {@code none}, is rejected. */
public enum TokenAlgorithm {
  /** HMAC with SHA-256: anyone who can verify a token can also sign one. */
  HS256,
  /** RSA with SHA-256. */
  RS256,
  /** ECDSA on P-256 with SHA-256. */
  ES256;

  JWSAlgorithm algorithm() {
    return JWSAlgorithm.parse(name());
  }
}
