package dev.firstword.identity.token;

import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose tokens are trusted, and how far.
 *
 * @param issuer what {@code iss} must say
 * @param audience what {@code aud} must hold
 * @param algorithms with which signatures are taken; the token has no say in it
 * @param tenant whose users its tokens are for, where a token names no tenant; absent: such tokens
 *     are refused
 */
public record TokenIssuer(
    String issuer,
    String audience,
    Set<TokenAlgorithm> algorithms,
    TokenKeys keys,
    Claims claims,
    @Nullable String tenant) {

  private static final int SMALLEST_SECRET_BITS = 256;
  private static final int SMALLEST_RSA_BITS = 2048;

  /** The names of the claims that say who it is. */
  public record Claims(String tenant, String user, String role) {
    public static final Claims USUAL = new Claims("tenant", "sub", "role");
  }

  /**
   * Checks that keys and algorithms belong together: a public key that is taken for a shared secret
   * would let anybody sign.
   *
   * @throws IllegalArgumentException with a sentence, when they do not
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
        if (encoded == null || encoded.length * 8 < SMALLEST_SECRET_BITS) {
          throw new IllegalArgumentException("needs a secret of 32 bytes or more for HS256");
        }
      }
      case TokenKeys.Public(RSAPublicKey key) -> {
        requireOnly(algorithms, TokenAlgorithm.RS256, "an RSA key");
        if (key.getModulus().bitLength() < SMALLEST_RSA_BITS) {
          throw new IllegalArgumentException("needs an RSA key of 2048 bits or more");
        }
      }
      case TokenKeys.Public(ECPublicKey _) ->
          requireOnly(algorithms, TokenAlgorithm.ES256, "an EC key");
      case TokenKeys.Public _ ->
          throw new IllegalArgumentException("needs a public key for RSA or for EC");
      case TokenKeys.Published _ -> {
        if (algorithms.contains(TokenAlgorithm.HS256)) {
          throw new IllegalArgumentException(
              "can't use HS256 with published keys: whoever reads them could sign");
        }
      }
    }
  }

  private static void requireOnly(Set<TokenAlgorithm> asked, TokenAlgorithm only, String what) {
    if (!asked.equals(Set.of(only))) {
      throw new IllegalArgumentException("must use " + only + " and nothing else with " + what);
    }
  }
}
