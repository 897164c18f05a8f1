package dev.firstword.core.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.testing.RsaPublicKeys;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtVerifierTest {

  private final ManualClock clock = new ManualClock();

  @ParameterizedTest
  @EnumSource
  void acceptsEachAlgorithm(TokenAlgorithm algorithm) throws JOSEException {
    MultiIssuerVerifier tokens = tokens(algorithm);

    String token =
        switch (algorithm) {
          case HS256 -> token().signed(TestSigningKeys.SECRET);
          case RS256 -> token().signed(TestSigningKeys.RSA);
          case ES256 -> token().signed(TestSigningKeys.EC);
        };

    assertThat(tokens.verify(token).principal())
        .isEqualTo(new Principal(new Caller("acme", "ada"), Role.USER));
  }

  @Test
  void rejectsUnsignedTokens() throws JOSEException {
    String unsigned = new PlainJWT(token().claims()).serialize();
    String signed = token().signed(TestSigningKeys.RSA);
    String claims = signed.split("\\.", -1)[1];

    for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
      assertRefused(tokens(algorithm), unsigned);
      for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
        String header = Base64URL.encode("{\"alg\":\"" + none + "\"}").toString();
        assertRefused(tokens(algorithm), header + "." + claims + ".");
        assertRefused(tokens(algorithm), header + "." + claims + "." + signed.split("\\.", -1)[2]);
      }
    }
  }

  @Test
  void rejectsAPublicKeyUsedAsASharedSecret() throws JOSEException {
    byte[] encoded = TestSigningKeys.RSA.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n";

    for (byte[] secret : List.of(encoded, pem.getBytes(UTF_8), pem.strip().getBytes(UTF_8))) {
      assertRefused(
          tokens(TokenAlgorithm.RS256), token().signed(new SecretKeySpec(secret, "HmacSHA256")));
    }
  }

  @Test
  void rejectsUnconfiguredAlgorithms() throws JOSEException {
    for (JWSAlgorithm other :
        List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS512)) {
      assertRefused(tokens(TokenAlgorithm.RS256), token().signed(TestSigningKeys.RSA, other));
    }
    assertRefused(tokens(TokenAlgorithm.RS256), token().signed(TestSigningKeys.EC));
    assertRefused(tokens(TokenAlgorithm.ES256), token().signed(TestSigningKeys.RSA));
    assertRefused(tokens(TokenAlgorithm.ES256), token().signed(TestSigningKeys.SECRET));
  }

  @Test
  void rejectsTokensSignedWithAnotherKey() throws JOSEException {
    assertRefused(tokens(TokenAlgorithm.RS256), token().signed(TestSigningKeys.OTHER_RSA));
    assertRefused(
        tokens(TokenAlgorithm.HS256),
        token().signed(new SecretKeySpec(new byte[32], "HmacSHA256")));
  }

  @Test
  void ignoresAKeyEmbeddedInTheToken() throws Exception {
    com.nimbusds.jose.JWSHeader header =
        new com.nimbusds.jose.JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(TestSigningKeys.OTHER_RSA.toPublicJWK())
            .jwkURL(URI.create("http://127.0.0.1:1/keys"))
            .build();
    com.nimbusds.jwt.SignedJWT token = new com.nimbusds.jwt.SignedJWT(header, token().claims());
    token.sign(new com.nimbusds.jose.crypto.RSASSASigner(TestSigningKeys.OTHER_RSA));

    assertRefused(tokens(TokenAlgorithm.RS256), token.serialize());
  }

  @Test
  void rejectsAlteredTokens() throws JOSEException {
    String token = token().signed(TestSigningKeys.EC);
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.ES256);

    for (int i = 0; i < token.length() - 1; i++) {
      // The last character is left out because its low bits are padding.
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertRefused(tokens, token.substring(0, i) + other + token.substring(i + 1));
    }
    String[] parts = token.split("\\.", -1);
    String forgedClaims = new String(new Base64URL(parts[1]).decode(), UTF_8).replace("ada", "eve");
    assertRefused(tokens, parts[0] + "." + Base64URL.encode(forgedClaims) + "." + parts[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b.c", "e30.e30.", "e30.e30.e30", "\u0000", "[].[].[]"})
  void rejectsMalformedTokens(String text) throws JOSEException {
    assertRefused(tokens(TokenAlgorithm.RS256), text);
    assertRefused(tokens(TokenAlgorithm.RS256), text.repeat(1000));
  }

  @Test
  void asksToSignInAgain() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);

    Problem problem = ThrownProblem.of(() -> tokens.verify("no token"));

    assertThat(problem.code()).isEqualTo("unauthorized");
    assertThat(problem.action()).isEqualTo(Action.SIGN_IN);
  }

  @Test
  void acceptsThirtySecondsOfClockSkewAfterExpiry() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);
    String token = token().expiresIn(Duration.ofMinutes(10)).signed(TestSigningKeys.RSA);

    clock.advance(Duration.ofMinutes(10).plusSeconds(29));
    assertThat(tokens.verify(token).validFor()).isLessThanOrEqualTo(Duration.ZERO);
    clock.advance(Duration.ofSeconds(2));
    assertRefused(tokens, token);
  }

  @Test
  void isValidForAMinuteAndNeverPastItsExpiry() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);

    Verified lasting = tokens.verify(token().signed(TestSigningKeys.RSA));
    Verified ending =
        tokens.verify(token().expiresIn(Duration.ofSeconds(7)).signed(TestSigningKeys.RSA));

    assertThat(lasting.validFor()).isEqualTo(Duration.ofMinutes(1));
    assertThat(ending.validFor()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void rejectsATokenBeforeItsNotBeforeTime() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);
    String token = token().notBefore(Duration.ofMinutes(5)).signed(TestSigningKeys.RSA);

    assertRefused(tokens, token);
    clock.advance(Duration.ofMinutes(4).plusSeconds(31));
    assertThat(tokens.verify(token).principal().caller().user()).isEqualTo("ada");
  }

  @Test
  void rejectsTokensWithoutAnExpiry() throws JOSEException {
    assertRefused(
        tokens(TokenAlgorithm.RS256), token().claim("exp", null).signed(TestSigningKeys.RSA));
  }

  /** A claim that is null is another one than a claim that is absent. */
  @Test
  void rejectsTokensWhoseExpiryIsNull() throws JOSEException {
    assertRefused(tokens(TokenAlgorithm.RS256), token().signedWithNull("exp", TestSigningKeys.RSA));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bnVsbA.e30.x", "W10.e30.x", "e30.bnVsbA.x", "bnVsbA.bnVsbA.bnVsbA"})
  void rejectsTokensWhoseJsonIsNoObject(String token) throws JOSEException {
    assertRefused(tokens(TokenAlgorithm.RS256), token);
  }

  @Test
  void rejectsTokensForAnotherAudience() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);

    assertRefused(tokens, token().claim("aud", "another-service").signed(TestSigningKeys.RSA));
    assertRefused(tokens, token().claim("aud", null).signed(TestSigningKeys.RSA));
    assertRefused(tokens, token().claim("aud", List.of()).signed(TestSigningKeys.RSA));
    assertThat(
            tokens.verify(
                token()
                    .claim("aud", List.of("another-service", TestToken.AUDIENCE))
                    .signed(TestSigningKeys.RSA)))
        .isNotNull();
  }

  @Test
  void rejectsUntrustedIssuers() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);

    assertRefused(tokens, token().claim("iss", "https://elsewhere").signed(TestSigningKeys.RSA));
    assertRefused(tokens, token().claim("iss", null).signed(TestSigningKeys.RSA));
  }

  @Test
  void verifiesEachIssuerWithItsOwnKeys() throws JOSEException {
    TokenIssuer first = issuer(TokenAlgorithm.RS256);
    TokenIssuer second =
        new TokenIssuer(
            "https://second",
            TestToken.AUDIENCE,
            Set.of(TokenAlgorithm.RS256),
            new TokenKeys.Public(TestSigningKeys.OTHER_RSA.toRSAPublicKey()),
            ClaimNames.DEFAULT,
            null);
    MultiIssuerVerifier tokens = tokens(first, second);

    assertThat(tokens.verify(token().signed(TestSigningKeys.RSA))).isNotNull();
    assertThat(
            tokens.verify(token().claim("iss", "https://second").signed(TestSigningKeys.OTHER_RSA)))
        .isNotNull();
    assertRefused(tokens, token().signed(TestSigningKeys.OTHER_RSA));
    assertRefused(tokens, token().claim("iss", "https://second").signed(TestSigningKeys.RSA));
  }

  @Test
  void acceptsAccessTokensAndUntypedTokensOnly() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);

    assertThat(tokens.verify(token().type("at+jwt").signed(TestSigningKeys.RSA))).isNotNull();
    assertThat(tokens.verify(token().type(null).signed(TestSigningKeys.RSA))).isNotNull();
    assertRefused(tokens, token().type("logout+jwt").signed(TestSigningKeys.RSA));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "TOO LONG"})
  void rejectsInvalidNames(String name) throws JOSEException {
    MultiIssuerVerifier tokens = tokens(TokenAlgorithm.RS256);
    String used = name.equals("TOO LONG") ? "a".repeat(256) : name;

    assertRefused(tokens, token().claim("tenant", used).signed(TestSigningKeys.RSA));
    assertRefused(tokens, token().claim("sub", used).signed(TestSigningKeys.RSA));
  }

  @Test
  void readsConfiguredClaimNames() throws JOSEException {
    MultiIssuerVerifier tokens =
        tokens(
            issuer(new ClaimNames("org", "email", "https://acme/role"), null, TestSigningKeys.RSA));
    String token =
        token()
            .claim("org", "globex")
            .claim("email", "ada@globex.example")
            .claim("https://acme/role", "service")
            .claim("role", "operator")
            .signed(TestSigningKeys.RSA);

    assertThat(tokens.verify(token).principal())
        .isEqualTo(new Principal(new Caller("globex", "ada@globex.example"), Role.SERVICE));
  }

  @Test
  void usesTheFixedTenantWhenTheTokenNamesNone() throws JOSEException {
    String withTenant = token().signed(TestSigningKeys.RSA);
    String withoutTenant = token().claim("tenant", null).signed(TestSigningKeys.RSA);
    MultiIssuerVerifier fixed =
        tokens(issuer(ClaimNames.DEFAULT, "everybody", TestSigningKeys.RSA));

    assertThat(fixed.verify(withoutTenant).principal().caller().tenant()).isEqualTo("everybody");
    assertThat(fixed.verify(withTenant).principal().caller().tenant()).isEqualTo("acme");
    assertRefused(tokens(TokenAlgorithm.RS256), withoutTenant);
  }

  @Test
  void rejectsKeysThatDoNotMatchTheirAlgorithms() {
    TokenKeys rsa = new TokenKeys.Public(RsaPublicKeys.ofBits(2048));
    TokenKeys published = new TokenKeys.Jwks(URI.create("https://issuer/keys"));
    TokenKeys secret = new TokenKeys.Shared(TestSigningKeys.SECRET);

    assertUnusable("RSA key", rsa, TokenAlgorithm.HS256);
    assertUnusable("RSA key", rsa, TokenAlgorithm.ES256);
    assertUnusable("RSA key", rsa, TokenAlgorithm.RS256, TokenAlgorithm.HS256);
    assertUnusable("HS256", published, TokenAlgorithm.RS256, TokenAlgorithm.HS256);
    assertUnusable("shared secret", secret, TokenAlgorithm.RS256);
    assertUnusable("32 bytes", shared(31), TokenAlgorithm.HS256);
    assertUnusable(
        "2048 bits", new TokenKeys.Public(RsaPublicKeys.ofBits(1024)), TokenAlgorithm.RS256);
    assertUnusable("at least one", secret);
  }

  private static TokenKeys shared(int bytes) {
    return new TokenKeys.Shared(new SecretKeySpec(new byte[bytes], "HmacSHA256"));
  }

  private static void assertUnusable(String why, TokenKeys keys, TokenAlgorithm... algorithms) {
    assertThatThrownBy(
            () -> new TokenIssuer("i", "a", Set.of(algorithms), keys, ClaimNames.DEFAULT, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private void assertRefused(MultiIssuerVerifier tokens, String token) {
    assertThat(ThrownProblem.of(() -> tokens.verify(token)).status()).isEqualTo(401);
  }

  private TestToken token() {
    return new TestToken(clock);
  }

  private MultiIssuerVerifier tokens(TokenAlgorithm algorithm) throws JOSEException {
    return tokens(issuer(algorithm));
  }

  private MultiIssuerVerifier tokens(TokenIssuer... issuers) {
    return new MultiIssuerVerifier(
        List.of(issuers),
        _ -> {
          throw new IOException("nothing is to be fetched");
        },
        clock,
        clock);
  }

  private static TokenIssuer issuer(TokenAlgorithm algorithm) throws JOSEException {
    TokenKeys keys =
        switch (algorithm) {
          case HS256 -> new TokenKeys.Shared(TestSigningKeys.SECRET);
          case RS256 -> new TokenKeys.Public(TestSigningKeys.RSA.toRSAPublicKey());
          case ES256 -> new TokenKeys.Public(TestSigningKeys.EC.toECPublicKey());
        };
    return new TokenIssuer(
        TestToken.ISSUER, TestToken.AUDIENCE, Set.of(algorithm), keys, ClaimNames.DEFAULT, null);
  }

  private static TokenIssuer issuer(
      ClaimNames claims, @Nullable String tenant, com.nimbusds.jose.jwk.RSAKey key)
      throws JOSEException {
    return new TokenIssuer(
        TestToken.ISSUER,
        TestToken.AUDIENCE,
        Set.of(TokenAlgorithm.RS256),
        new TokenKeys.Public(key.toRSAPublicKey()),
        claims,
        tenant);
  }
}
