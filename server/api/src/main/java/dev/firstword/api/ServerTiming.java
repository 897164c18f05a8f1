package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.server.ServerResponse;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Builds {@code Server-Timing} headers: in the head, the timings known at that point; in the
 * trailer of a stream, the totals of its turn.
 */
final class ServerTiming {

  static final String HEADER = "server-timing";

  /** Valid metric names; a profile may name a phase arbitrarily. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private ServerTiming() {}

  /**
   * Adds the time to the response head as {@code total}, unless the response has its own metrics.
   */
  static void addTotalToHead(RequestContext context) {
    ServerResponse response = context.response();
    response.beforeHead(() -> {
      if (!response.hasHeader(HEADER)) {
        response.header(
            HEADER, metric("total", (context.loop().nanoTime() - context.receivedNanos()) / 1e6));
      }
    });
  }

  static String metric(String name, double milliseconds) {
    // Runs for every request, so it avoids parsing a format string.
    long tenths = Math.round(milliseconds * 10);
    return name + ";dur=" + tenths / 10 + '.' + tenths % 10;
  }

  /** Returns the trace context as a metric, in the form that browser instrumentation reads. */
  static String traceMetric(String traceparent) {
    return "traceparent;desc=\"" + traceparent + "\"";
  }

  /** Returns whether the client accepts trailers (RFC 9110, section 10.1.4). */
  static boolean acceptsTrailer(RequestContext context) {
    String accepted = context.header("te");
    return accepted != null
        && Arrays.stream(accepted.split(",", -1))
            .anyMatch(coding -> coding.strip().equalsIgnoreCase("trailers"));
  }

  /** Returns the totals of a finished turn; empty if its last event does not have them. */
  static Optional<String> totals(TurnLog.View ended) {
    try {
      JsonNode last = LogContent.lastEvent(ended);
      JsonNode latency = last == null ? null : last.get("latency");
      return latency != null && latency.isObject()
          ? Optional.of(totals(latency))
          : Optional.empty();
    } catch (UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static String totals(JsonNode latency) {
    StringJoiner metrics = new StringJoiner(", ");
    for (JsonNode phase : latency.path("phases")) {
      String name = phase.path("name").asText();
      if (TOKEN.matcher(name).matches()) {
        metrics.add(metric(name, phase.path("duration_ms").asDouble()));
      }
    }
    if (latency.path("ttft_ms").isNumber()) {
      metrics.add(metric("ttft", latency.path("ttft_ms").asDouble()));
    }
    return metrics.add(metric("total", latency.path("total_ms").asDouble())).toString();
  }
}
