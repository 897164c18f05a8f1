package dev.firstword.protocol;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span of a trace, as W3C's Trace Context names it: one id finds a turn in logs, figures, traces
 * and the calls that were made for it.
 *
 * @param traceId 32 digits of lower-case hexadecimals
 * @param spanId 16 of them: of what goes on here
 * @param parentId of what it goes on for; absent where the trace begins here
 * @param sampled whether it is to be recorded
 */
public record TraceContext(
    String traceId, String spanId, @Nullable String parentId, boolean sampled) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final int SAMPLED = 1;

  /** Begins a trace. */
  public static TraceContext begin(boolean sampled) {
    return new TraceContext(randomHex(16), newSpanId(), null, sampled);
  }

  /**
   * A span of its own in the trace that a {@code traceparent} names; absent where it names none.
   */
  public static Optional<TraceContext> in(@Nullable String traceparent) {
    if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) {
      return Optional.empty();
    }
    String[] parts = traceparent.split("-", 4);
    boolean sampled = (HexFormat.fromHexDigits(parts[3]) & SAMPLED) != 0;
    return Optional.of(new TraceContext(parts[1], newSpanId(), parts[2], sampled));
  }

  /** What is handed on to whatever is asked on the way. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  /** An id for one more span of a trace. */
  public static String newSpanId() {
    return randomHex(8);
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    do {
      ThreadLocalRandom.current().nextBytes(random);
    } while (isZero(random)); // Which stands for none.
    return HexFormat.of().formatHex(random);
  }

  private static boolean isZero(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }
}
