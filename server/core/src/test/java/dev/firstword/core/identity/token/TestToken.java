package dev.firstword.core.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Builds a token that is valid except for what a test changes. */
@SuppressWarnings("JavaUtilDate") // the library's type
final class TestToken {

  static final String ISSUER = "https://sign-in.example.com";
  static final String AUDIENCE = "firstword";

  private final InstantSource clock;
  private final JWTClaimsSet.Builder claims;
  private @Nullable JOSEObjectType type = JOSEObjectType.JWT;
  private @Nullable String keyId;

  TestToken(InstantSource clock) {
    this.clock = clock;
    claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject("ada")
            .claim("tenant", "acme");
    expiresIn(Duration.ofHours(1));
  }

  TestToken claim(String name, @Nullable Object value) {
    claims.claim(name, value);
    return this;
  }

  TestToken expiresIn(Duration time) {
    claims.expirationTime(Date.from(clock.instant().plus(time)));
    return this;
  }

  TestToken notBefore(Duration time) {
    claims.notBeforeTime(Date.from(clock.instant().plus(time)));
    return this;
  }

  TestToken type(@Nullable String name) {
    type = name == null ? null : new JOSEObjectType(name);
    return this;
  }

  TestToken keyId(String id) {
    keyId = id;
    return this;
  }

  JWTClaimsSet claims() {
    return claims.build();
  }

  /** Signs claims of which one is the JSON null. */
  String signedWithNull(String name, RSAKey key) throws JOSEException {
    Map<String, Object> json = new LinkedHashMap<>(claims.build().toJSONObject());
    json.put(name, null);
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(key.getKeyID()).build();
    JWSObject token = new JWSObject(header, new Payload(json));
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  String signed(RSAKey key) {
    return signed(key, JWSAlgorithm.RS256);
  }

  String signed(RSAKey key, JWSAlgorithm algorithm) {
    try {
      return signed(algorithm, key.getKeyID(), new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String signed(ECKey key) {
    try {
      return signed(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String signed(SecretKey key) {
    try {
      return signed(JWSAlgorithm.HS256, null, new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signed(JWSAlgorithm algorithm, @Nullable String usualKeyId, JWSSigner signer)
      throws JOSEException {
    JWSHeader.Builder header = new JWSHeader.Builder(algorithm);
    if (type != null) {
      header.type(type);
    }
    String id = keyId == null ? usualKeyId : keyId;
    if (id != null) {
      header.keyID(id);
    }
    SignedJWT token = new SignedJWT(header.build(), claims.build());
    token.sign(signer);
    return token.serialize();
  }
}
