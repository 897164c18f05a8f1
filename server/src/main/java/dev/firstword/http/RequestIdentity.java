package dev.firstword.http;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What tells one request for work from another: its key, its digest, its trace. */
final class RequestIdentity {

  private static final int LONGEST_KEY = 255;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

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

  /**
   * The trace that the request belongs to: one id finds a turn in logs, figures and the model's
   * call. A new one where it names none, not recorded by anybody here.
   */
  static String traceparent(Exchange exchange) {
    String value = exchange.header("traceparent");
    return value != null && TRACEPARENT.matcher(value).matches() ? value : newTrace();
  }

  private static String newTrace() {
    byte[] random = new byte[24];
    ThreadLocalRandom.current().nextBytes(random);
    HexFormat hex = HexFormat.of();
    return "00-" + hex.formatHex(random, 0, 16) + "-" + hex.formatHex(random, 16, 24) + "-00";
  }

  static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
