package dev.firstword.core.protocol;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span of a trace, as defined by W3C Trace Context. One trace id links the logs, metrics and
 * spans of a turn with the calls made for it.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits: this span
 * @param parentId the parent span; null if the trace starts here
 * @param sampled whether the span is to be recorded
 */
public record TraceContext(
    String traceId, String spanId, @Nullable String parentId, boolean sampled) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final int SAMPLED = 1;

  /** Starts a new trace. */
  public static TraceContext newTrace(boolean sampled) {
    return new TraceContext(randomHex(16), newSpanId(), null, sampled);
  }

  /** Returns a new child span of a {@code traceparent}; empty if it is missing or invalid. */
  public static Optional<TraceContext> childOf(@Nullable String traceparent) {
    if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) {
      return Optional.empty();
    }
    String[] parts = traceparent.split("-", 4);
    boolean sampled = (HexFormat.fromHexDigits(parts[3]) & SAMPLED) != 0;
    return Optional.of(new TraceContext(parts[1], newSpanId(), parts[2], sampled));
  }

  /** Returns the header value to send with outgoing calls. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  /** Returns a new span id. */
  public static String newSpanId() {
    return randomHex(8);
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    do {
      ThreadLocalRandom.current().nextBytes(random);
    } while (isZero(random)); // All zeros is invalid.
    return HexFormat.of().formatHex(random);
  }

  private static boolean isZero(byte[] bytes) {
    for (byte value : bytes) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
