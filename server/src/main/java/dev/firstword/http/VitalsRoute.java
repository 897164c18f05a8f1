package dev.firstword.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.Vitals;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/vitals}: a browser tells what was seen of a turn. Whether it is kept the sender
 * is not told.
 */
final class VitalsRoute {

  private static final RequestBody.Limits BODY =
      new RequestBody.Limits(1024, Duration.ofSeconds(5));

  /** What a beacon may be sent as, by a page that asks nobody first. */
  private static final Set<String> MEDIA_TYPES = Set.of("text/plain", "application/json", "");

  private static final double LONGEST_MS = 3_600_000;

  private final Monitor monitor;
  private final Access access;

  VitalsRoute(Monitor monitor, Access access) {
    this.monitor = monitor;
    this.access = access;
  }

  void handle(Exchange exchange, String id) {
    if (!MEDIA_TYPES.contains(RequestBody.mediaType(exchange))) {
      throw new RefusedException(Problem.wrongMediaType());
    }
    RequestBody.readAny(
        exchange,
        BODY,
        bytes -> {
          JsonBody body = JsonBody.read(bytes);
          String turnId = body.text("turn_id", 64);
          if (turnId == null) {
            throw JsonBody.malformed("The field \"turn_id\" is missing.");
          }
          Vitals seen = vitals(body);
          access.forCaller(
              exchange,
              caller -> {
                monitor.seen(caller.tenant(), caller.user(), turnId, seen);
                return turnId;
              },
              _ -> exchange.empty(204));
        });
  }

  private static Vitals vitals(JsonBody body) {
    return new Vitals(
        milliseconds(body, "click_to_echo_ms"),
        milliseconds(body, "click_to_feedback_ms"),
        milliseconds(body, "click_to_first_text_ms"),
        milliseconds(body, "longest_silence_ms"),
        milliseconds(body, "total_ms"),
        body.truth("abandoned", false),
        body.whole("duplicate_clicks", 0, 0, 1_000));
  }

  private static @Nullable Double milliseconds(JsonBody body, String field) {
    JsonNode value = body.root().get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > LONGEST_MS) {
      throw JsonBody.malformed(
          "The field \"" + field + "\" must be a number from 0 to " + (long) LONGEST_MS + ".");
    }
    return value.doubleValue();
  }
}
