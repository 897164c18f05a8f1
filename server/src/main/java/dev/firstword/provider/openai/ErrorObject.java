package dev.firstword.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.dialect.StatusFailure;
import dev.firstword.provider.dialect.WireJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error in any of its shapes: OpenAI's {@code {"error":{"type","code",...}}}, OpenRouter's with
 * a number for a code, vLLM's {@code {"object":"error","type","code",...}}, Ollama's {@code
 * {"error":"..."}}. Messages are never read.
 */
final class ErrorObject {

  /**
   * How long to wait where the provider does not say. Unlike Anthropic's, these servers leave the
   * header out of plain rate limits as well.
   */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(1);

  private int status;
  private boolean spendCap;
  private boolean present;

  /** Reads a whole document that may be an error. */
  void readDocument(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      readMember(member, json);
    }
  }

  /** Reads one top-level member, of which only those of an error matter. */
  void readMember(String member, JsonParser json) throws IOException {
    switch (member) {
      case "error" -> readError(json);
      case "object" -> present |= "error".equals(WireJson.stringOrSkip(json));
      default -> readDetail(member, json);
    }
  }

  private void readError(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    present = true;
    if (WireJson.isObjectOrSkip(json)) {
      for (String member; (member = WireJson.nextMember(json)) != null; ) {
        readDetail(member, json);
      }
    }
  }

  private void readDetail(String member, JsonParser json) throws IOException {
    boolean names = member.equals("type") || member.equals("code");
    if (names && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = json.getLongValue();
      if (number >= 400 && number <= 599) {
        status = (int) number;
      }
    } else if (names && json.currentToken() == JsonToken.VALUE_STRING) {
      readName(json.getText());
    } else {
      json.skipChildren();
    }
  }

  private void readName(String name) {
    if (name.equals("insufficient_quota") || name.equals("billing_hard_limit_reached")) {
      spendCap = true;
      status = 429;
      return;
    }
    int named =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "invalid_request_error", "badrequesterror", "context_length_exceeded" -> 400;
          case "authentication_error", "invalid_api_key" -> 401;
          case "permission_error", "permission_denied" -> 403;
          case "not_found_error", "model_not_found", "notfounderror" -> 404;
          case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens" -> 429;
          case "overloaded_error", "overloaded", "service_unavailable" -> 503;
          case "timeout_error", "timeout" -> 504;
          default -> 0;
        };
    if (status == 0) {
      status = named;
    }
  }

  boolean isPresent() {
    return present;
  }

  /** What this error means in the middle of a stream. */
  ProviderFailure inStream() {
    int meant = status == 0 ? 500 : status;
    return StatusFailure.of(
        meant,
        meant == 429 && !spendCap ? USUAL_WAIT : null,
        status == 0 ? "error in mid-stream" : "error in mid-stream, as HTTP " + status);
  }

  /** What it means as the body of a response with this status. */
  ProviderFailure asRefusal(int responseStatus, @Nullable Duration retryAfter) {
    if (responseStatus == 429 && spendCap) {
      return StatusFailure.of(429, null, "HTTP 429, the account's quota is spent");
    }
    Duration wait = responseStatus == 429 && retryAfter == null ? USUAL_WAIT : retryAfter;
    return StatusFailure.of(responseStatus, wait, "HTTP " + responseStatus);
  }
}
