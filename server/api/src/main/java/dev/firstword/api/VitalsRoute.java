package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.record.Vitals;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/vitals}: a browser reports what the user saw of a turn. The response does not
 * reveal whether the report was kept.
 */
final class VitalsRoute {

  private static final RequestBodyReader.Limits BODY_LIMITS =
      new RequestBodyReader.Limits(1024, Duration.ofSeconds(5));

  /** The media types that a beacon can have without a CORS preflight. */
  private static final Set<String> MEDIA_TYPES = Set.of("text/plain", "application/json", "");

  private static final double MAX_MS = 3_600_000;

  private final Monitor monitor;
  private final RequestAuthorizer authorizer;

  VitalsRoute(Monitor monitor, RequestAuthorizer authorizer) {
    this.monitor = monitor;
    this.authorizer = authorizer;
  }

  void handle(RequestContext context, String id) {
    if (!MEDIA_TYPES.contains(RequestBodyReader.mediaType(context))) {
      throw new ProblemException(Problem.wrongMediaType());
    }
    authorizer.forCaller(
        context,
        BODY_LIMITS,
        (caller, bytes) -> {
          JsonBody body = JsonBody.read(bytes);
          String turnId = body.text("turn_id", 64);
          if (turnId == null) {
            throw JsonBody.malformed("The field \"turn_id\" is missing.");
          }
          monitor.recordVitals(caller.tenant(), caller.user(), turnId, vitals(body));
          return turnId;
        },
        _ -> context.sendEmpty(204));
  }

  private static Vitals vitals(JsonBody body) {
    return new Vitals(
        milliseconds(body, "click_to_echo_ms"),
        milliseconds(body, "click_to_feedback_ms"),
        milliseconds(body, "click_to_first_text_ms"),
        milliseconds(body, "longest_silence_ms"),
        milliseconds(body, "total_ms"),
        body.bool("abandoned", false),
        body.integer("duplicate_clicks", 0, 0, 1_000));
  }

  private static @Nullable Double milliseconds(JsonBody body, String field) {
    JsonNode value = body.root().get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > MAX_MS) {
      throw JsonBody.malformed(
          "The field \"" + field + "\" must be a number from 0 to " + (long) MAX_MS + ".");
    }
    return value.doubleValue();
  }
}
