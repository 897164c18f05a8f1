package dev.firstword.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * RSA public keys that verify nothing. A real one takes seconds to generate without the optimizing
 * compiler.
 */
public final class RsaPublicKeys {

  private RsaPublicKeys() {}

  /** Returns a well-formed key of this length, whose modulus is not a product of primes. */
  public static PublicKey ofBits(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
