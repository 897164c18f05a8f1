package dev.firstword.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a public key from a PEM file, as {@code openssl pkey -pubout} writes it. */
final class PublicKeyFile {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  private PublicKeyFile() {}

  /**
   * Reads the first public key.
   *
   * @throws IOException if the file can't be read
   * @throws GeneralSecurityException if the file holds no RSA or EC key; the message continues the
   *     file's name and "which"
   */
  static PublicKey read(Path file) throws IOException, GeneralSecurityException {
    Matcher matcher = PEM.matcher(Files.readString(file));
    if (!matcher.find()) {
      throw new InvalidKeyException("holds no public key (-----BEGIN PUBLIC KEY-----)");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("holds an invalid public key", e);
    }
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException _) {
        // Not a key of this algorithm: try the next one.
      }
    }
    throw new InvalidKeyException("holds no public key for RSA or EC");
  }
}
