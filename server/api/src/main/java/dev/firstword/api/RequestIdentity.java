package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifies a request for deduplication: its idempotency key and the digest of its body. */
final class RequestIdentity {

  private static final int MAX_KEY_LENGTH = 255;
  private static final Pattern KEY_PATTERN = Pattern.compile("[\\x21-\\x7e]+");

  private RequestIdentity() {}

  static @Nullable String idempotencyKey(RequestContext context) {
    String key = context.header("idempotency-key");
    if (key != null && (key.length() > MAX_KEY_LENGTH || !KEY_PATTERN.matcher(key).matches())) {
      throw new ProblemException(
          Problem.malformed(
              "The Idempotency-Key must be 1 to " + MAX_KEY_LENGTH + " visible ASCII characters."));
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
