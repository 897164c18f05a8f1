package dev.firstword.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.turn.TurnLog;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Where the time of an answer went, as the header of that name says it: in the head what is known
 * by then, and at the end of a turn its totals, for readers that take a trailer.
 */
final class ServerTiming {

  static final String NAME = "server-timing";

  private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);

  /** What a metric may be called; a profile may call a phase anything. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private ServerTiming() {}

  /** Says in every head that says nothing more how long the answer took until it. */
  static void total(Exchange exchange) {
    HttpServerResponse response = exchange.response();
    response.headersEndHandler(_ -> {
      if (!response.headers().contains(NAME)) {
        response.putHeader(
            NAME, metric("total", (exchange.loop().nanoTime() - exchange.receivedNanos()) / 1e6));
      }
    });
  }

  static String metric(String name, double milliseconds) {
    // On the way of every request: a format would be read anew each time.
    long tenths = Math.round(milliseconds * 10);
    return name + ";dur=" + tenths / 10 + '.' + tenths % 10;
  }

  /** The trace, as browsers' instruments look for it. */
  static String trace(String traceparent) {
    return "traceparent;desc=\"" + traceparent + "\"";
  }

  /** Whether a reader takes what comes after the body (RFC 9110, 10.1.4). */
  static boolean isTakenAtTheEnd(Exchange exchange) {
    String accepted = exchange.header("te");
    return accepted != null
        && Arrays.stream(accepted.split(",", -1))
            .anyMatch(each -> each.strip().equalsIgnoreCase("trailers"));
  }

  /** The totals of a turn that has ended; absent where its last event does not say them. */
  static Optional<String> totals(TurnLog.View ended) {
    int from = lastData(ended);
    if (from < 0) {
      return Optional.empty();
    }
    try {
      JsonNode event = Exchange.JSON.readTree(ended.bytes(), from, ended.length() - from);
      JsonNode latency = event.path("latency");
      return latency.isObject() ? Optional.of(totals(latency)) : Optional.empty();
    } catch (IOException _) {
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

  /** Where the last event's data begin: no line of them holds a line feed. */
  private static int lastData(TurnLog.View view) {
    byte[] bytes = view.bytes();
    for (int start = view.length() - DATA.length; start >= 0; start--) {
      if (Arrays.equals(bytes, start, start + DATA.length, DATA, 0, DATA.length)) {
        return start + DATA.length;
      }
    }
    return -1;
  }
}
