package dev.firstword.identity.token;

import com.nimbusds.jose.JWSAlgorithm;

/** How a token may be signed. What is missing here, {@code none} above all, is never taken. */
public enum TokenAlgorithm {
  /** HMAC with SHA-256: whoever can verify can also sign. */
  HS256,
  /** RSA with SHA-256. */
  RS256,
  /** ECDSA on P-256 with SHA-256. */
  ES256;

  JWSAlgorithm algorithm() {
    return JWSAlgorithm.parse(name());
  }
}
