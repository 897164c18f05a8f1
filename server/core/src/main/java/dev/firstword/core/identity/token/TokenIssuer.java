package dev.firstword.core.identity.token;

import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trusted token issuer and the constraints on its tokens.
 *
 * @param issuer the required {@code iss} claim
 * @param audience a value that the {@code aud} claim must contain
 * @param algorithms the accepted signature algorithms, whatever the token's header says
 * @param tenant the tenant for tokens that name none; null to reject such tokens
 */
public record TokenIssuer(
    String issuer,
    String audience,
    Set<TokenAlgorithm> algorithms,
    TokenKeys keys,
    ClaimNames claims,
    @Nullable String tenant) {

  private static final int MIN_SECRET_BITS = 256;
  private static final int MIN_RSA_BITS = 2048;

  /** The names of the claims that identify the user. */
  public record ClaimNames(String tenant, String user, String role) {
    public static final ClaimNames DEFAULT = new ClaimNames("tenant", "sub", "role");
  }

  /**
   * Checks that the keys match the algorithms: with a public key used as a shared secret, anyone
   * could sign.
   *
   * @throws IllegalArgumentException with an explanation if they do not match
   */
  public TokenIssuer {
    algorithms = Set.copyOf(algorithms);
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("needs at least one of HS256, RS256 and ES256");
    }
    switch (keys) {
      case TokenKeys.Shared(var key) -> {
        requireOnly(algorithms, TokenAlgorithm.HS256, "a shared secret");
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length * 8 < MIN_SECRET_BITS) {
          throw new IllegalArgumentException("needs a secret of 32 bytes or more for HS256");
        }
      }
      case TokenKeys.Public(RSAPublicKey key) -> {
        requireOnly(algorithms, TokenAlgorithm.RS256, "an RSA key");
        if (key.getModulus().bitLength() < MIN_RSA_BITS) {
          throw new IllegalArgumentException("needs an RSA key of 2048 bits or more");
        }
      }
      case TokenKeys.Public(ECPublicKey _) ->
          requireOnly(algorithms, TokenAlgorithm.ES256, "an EC key");
      case TokenKeys.Public _ ->
          throw new IllegalArgumentException("needs a public key for RSA or for EC");
      case TokenKeys.Jwks _ -> {
        if (algorithms.contains(TokenAlgorithm.HS256)) {
          throw new IllegalArgumentException(
              "can't use HS256 with published keys: anyone who reads them could sign");
        }
      }
    }
  }

  private static void requireOnly(
      Set<TokenAlgorithm> configured, TokenAlgorithm required, String keyKind) {
    if (!configured.equals(Set.of(required))) {
      throw new IllegalArgumentException(
          "must use " + required + " and nothing else with " + keyKind);
    }
  }
}
