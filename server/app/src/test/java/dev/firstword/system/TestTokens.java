package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.token.TokenAlgorithm;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.identity.token.TokenKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A token issuer that a server can trust. */
final class TestTokens {

  /** Must not appear in any response or log. */
  static final String SECRET = "canary-of-the-shared-secret, thirty-two bytes";

  /** Signs tokens for pages. Must not appear in any response or log. */
  static final String PAGE_SECRET = "canary-of-the-secret-of-pages, thirty-two bytes";

  static final TokenIssuer ISSUER =
      new TokenIssuer(
          "https://sign-in.example.com",
          "firstword",
          Set.of(TokenAlgorithm.HS256),
          new TokenKeys.Shared(key(SECRET)),
          TokenIssuer.ClaimNames.DEFAULT,
          null);

  private TestTokens() {}

  static String token(Caller caller, Role role, Duration ttl) {
    return token(caller, role, ttl, SECRET);
  }

  @SuppressWarnings("JavaUtilDate") // the library's API
  static String token(Caller caller, Role role, Duration ttl, String secret) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER.issuer())
                .audience(ISSUER.audience())
                .subject(caller.user())
                .claim("tenant", caller.tenant())
                .claim("role", role.wireName())
                .expirationTime(Date.from(Instant.now().plus(ttl)))
                .build());
    try {
      token.sign(new MACSigner(key(secret)));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  static SecretKey key(String secret) {
    return new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
  }
}
