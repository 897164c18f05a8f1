package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.HttpStatusFailure;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.client.ProviderFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses an error in any of the known formats: OpenAI's {@code {"error":{"type","code",...}}},
 * OpenRouter's with a numeric code, vLLM's {@code {"object":"error","type","code",...}}, Ollama's
 * {@code {"error":"..."}}. Messages are never read.
 */
public final class ErrorObject {

  /**
   * The wait if the provider specifies none. Unlike Anthropic, these servers omit the header even
   * for plain rate limits.
   */
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private int status;
  private boolean isSpendCap;
  private boolean isPresent;

  /** Reads a complete document that may be an error. */
  public void readDocument(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      readField(field, json);
    }
  }

  /** Reads one top-level field; only error fields matter. */
  public void readField(String field, JsonParser json) throws IOException {
    switch (field) {
      case "error" -> readError(json);
      case "object" -> isPresent |= "error".equals(WireJson.stringOrSkip(json));
      default -> readTypeOrCode(field, json);
    }
  }

  private void readError(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    isPresent = true;
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        readTypeOrCode(field, json);
      }
    }
  }

  private void readTypeOrCode(String field, JsonParser json) throws IOException {
    boolean isTypeOrCode = field.equals("type") || field.equals("code");
    if (isTypeOrCode && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = json.getLongValue();
      if (number >= 400 && number <= 599) {
        status = (int) number;
      }
    } else if (isTypeOrCode && json.currentToken() == JsonToken.VALUE_STRING) {
      readName(json.getText());
    } else {
      json.skipChildren();
    }
  }

  private void readName(String name) {
    if (name.equals("insufficient_quota") || name.equals("billing_hard_limit_reached")) {
      isSpendCap = true;
      status = 429;
      return;
    }
    int mappedStatus =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "invalid_request_error",
              "badrequesterror",
              "context_length_exceeded",
              "invalid_prompt" ->
              400;
          case "authentication_error", "invalid_api_key" -> 401;
          case "permission_error", "permission_denied" -> 403;
          case "not_found_error", "model_not_found", "notfounderror" -> 404;
          case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens" -> 429;
          case "overloaded_error", "overloaded", "service_unavailable" -> 503;
          case "timeout_error", "timeout" -> 504;
          default -> 0;
        };
    if (status == 0) {
      status = mappedStatus;
    }
  }

  public boolean isPresent() {
    return isPresent;
  }

  /** Returns the failure that this error means mid-stream. */
  public ProviderFailure toStreamFailure() {
    int effectiveStatus = status == 0 ? 500 : status;
    return HttpStatusFailure.of(
        effectiveStatus,
        effectiveStatus == 429 && !isSpendCap ? DEFAULT_RETRY_AFTER : null,
        status == 0 ? "error in mid-stream" : "error in mid-stream, as HTTP " + status);
  }

  /** Returns the failure that it means as the body of a response with this status. */
  public ProviderFailure toResponseFailure(int responseStatus, @Nullable Duration retryAfter) {
    if (responseStatus == 429 && isSpendCap) {
      return HttpStatusFailure.of(429, null, "HTTP 429, the account's quota is spent");
    }
    Duration effectiveRetryAfter =
        responseStatus == 429 && retryAfter == null ? DEFAULT_RETRY_AFTER : retryAfter;
    return HttpStatusFailure.of(responseStatus, effectiveRetryAfter, "HTTP " + responseStatus);
  }
}
