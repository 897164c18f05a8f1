package dev.firstword.core.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.text.ParseException;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Real keys of every kind. Those for RSA are in a file, because without the optimizing compiler it
 * takes seconds to generate one.
 */
final class TestSigningKeys {

  static final RSAKey RSA = rsa("rsa-1");
  static final RSAKey OTHER_RSA = rsa("rsa-2");
  static final ECKey EC = ec("ec-1");
  static final SecretKey SECRET =
      new SecretKeySpec("a secret of at least thirty-two bytes".getBytes(UTF_8), "HmacSHA256");

  private TestSigningKeys() {}

  private static RSAKey rsa(String id) {
    try (InputStream file =
        Objects.requireNonNull(TestSigningKeys.class.getResourceAsStream("rsa-keys.json"))) {
      return JWKSet.load(file).getKeyByKeyId(id).toRSAKey();
    } catch (IOException | ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
