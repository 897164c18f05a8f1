package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.HttpStatusFailure;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.client.ProviderFailure;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The error types of the Messages API, with the HTTP status of each outside a stream. */
enum ErrorType {
  INVALID_REQUEST_ERROR(400),
  AUTHENTICATION_ERROR(401),
  BILLING_ERROR(402),
  PERMISSION_ERROR(403),
  NOT_FOUND_ERROR(404),
  CONFLICT_ERROR(409),
  REQUEST_TOO_LARGE(413),
  RATE_LIMIT_ERROR(429),
  API_ERROR(500),
  TIMEOUT_ERROR(504),
  OVERLOADED_ERROR(529),
  UNKNOWN(500);

  private final int status;

  ErrorType(int status) {
    this.status = status;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the failure that this error means mid-stream. */
  ProviderFailure toStreamFailure() {
    return HttpStatusFailure.of(status, null, "error event in mid-stream, " + wireName());
  }

  /** Reads {@code {"type":"error","error":{"type":...,"message":...}}}; ignores the message. */
  static ErrorType readFrom(JsonParser json) throws IOException {
    String type = null;
    json.nextToken();
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("error") && WireJson.isObjectOrSkip(json)) {
          for (String inner; (inner = WireJson.nextField(json)) != null; ) {
            if (inner.equals("type")) {
              type = WireJson.stringOrSkip(json);
            } else {
              json.skipChildren();
            }
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return fromWireName(type);
  }

  private static ErrorType fromWireName(@Nullable String wireName) {
    for (ErrorType type : values()) {
      if (type.wireName().equals(wireName)) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
