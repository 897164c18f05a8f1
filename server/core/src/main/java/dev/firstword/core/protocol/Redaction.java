package dev.firstword.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands in for text that must not leave the server: {@code [REDACTED length hash]}. The same text
 * has the same hash until the process ends, and nobody can find the text by trying: the hash has a
 * key that is never stored.
 */
public final class Redaction {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int HASH_BYTES = 4;

  private Redaction() {}

  /** Created when it is first needed, which most servers never do. */
  private static final class Key {
    static final SecretKey VALUE = create();

    private static SecretKey create() {
      byte[] bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
      return new SecretKeySpec(bytes, ALGORITHM);
    }
  }

  /** Returns what stands in for a text; its length is counted in characters. */
  public static String of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(Key.VALUE);
      String hash = HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)), 0, HASH_BYTES);
      return "[REDACTED " + text.codePointCount(0, text.length()) + " " + hash + "]";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
