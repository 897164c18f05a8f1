package dev.firstword.http;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What tells one request for work from another: its key and its digest. */
final class RequestIdentity {

  private static final int LONGEST_KEY = 255;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

  private RequestIdentity() {}

  static @Nullable String idempotencyKey(Exchange exchange) {
    String key = exchange.header("idempotency-key");
    if (key != null && (key.length() > LONGEST_KEY || !KEY.matcher(key).matches())) {
      throw new RefusedException(
          Problem.malformed(
              "The Idempotency-Key must be 1 to " + LONGEST_KEY + " visible ASCII characters."));
    }
    return key;
  }

  static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
