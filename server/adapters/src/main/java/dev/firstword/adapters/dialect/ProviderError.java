package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.ErrorCodes.ErrorCode;
import dev.firstword.relay.client.ProviderFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error in any of the known shapes, in any dialect: {@code {"error":{"type","code",...}}}, with
 * a numeric code (OpenRouter, Google), {@code {"type":"error","error":{...}}} (Anthropic), {@code
 * {"object":"error","code",...}} (vLLM), {@code {"error":"..."}} (Ollama), {@code
 * {"code","message"}} (DashScope), {@code {"error_code","error_msg"}} (Baidu), {@code
 * {"detail":...}} (FastAPI), {@code {"base_resp":{"status_code"}}} (MiniMax). Messages are never
 * kept: they are only searched for words that tell a spending cap from a rate limit.
 */
public final class ProviderError {

  /** The wait if a provider specifies none; many do not. */
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private int status;
  private @Nullable String name;
  private boolean isSpendCap;

  /** Whether the message names a spending cap, which only matters if the status is 429. */
  private boolean hasSpendCapMessage;

  /** Whether a field appears that only errors have. */
  private boolean isCertain;

  /** Whether fields appear that are an error unless there is an answer beside them. */
  private boolean isLikely;

  private boolean hasCode;
  private boolean hasMessage;

  /** Reads a document that may be an error. */
  public void readDocument(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    if (first == JsonToken.START_ARRAY) {
      first = json.nextToken(); // Google wraps errors of streams in a list.
    }
    if (first == JsonToken.START_OBJECT) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        readField(field, json);
      }
    }
  }

  /** Reads one top-level field; only error fields matter. */
  public void readField(String field, JsonParser json) throws IOException {
    switch (field) {
      case "error", "errors" -> readError(json);
      case "object" -> isCertain |= "error".equals(WireJson.stringOrSkip(json));
      case "type" -> readType(json);
      case "code", "status_code", "statusCode" -> readCode(json);
      case "status" -> readStatus(json);
      case "error_code", "error_type", "error_msg", "error_message", "errorCode", "errorMessage" ->
          isCertain |= readScalar(json);
      case "message", "msg" -> hasMessage |= readMessage(json);
      case "detail", "exception", "fault", "traceback" -> {
        isLikely |= json.currentToken() != JsonToken.VALUE_NULL;
        json.skipChildren();
      }
      case "success" -> isLikely |= json.currentToken() == JsonToken.VALUE_FALSE;
      case "base_resp" -> readBaseResponse(json);
      default -> json.skipChildren();
    }
  }

  /** Reads the value of a field that is named {@code error}, at any level. */
  public void readError(JsonParser json) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        boolean isEmpty = true;
        for (String field; (field = WireJson.nextField(json)) != null; ) {
          isEmpty = false;
          readErrorField(field, json);
        }
        isCertain |= !isEmpty;
        isLikely |= isEmpty;
      }
      case START_ARRAY -> {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          readError(json);
        }
      }
      default -> isCertain |= readScalar(json) || json.currentToken() == JsonToken.VALUE_TRUE;
    }
  }

  private void readErrorField(String field, JsonParser json) throws IOException {
    switch (field) {
      case "type", "code", "status", "status_code", "http_code" -> {
        boolean _ = readScalar(json);
      }
      case "error" -> readError(json);
      case "message", "msg" -> {
        boolean _ = readMessage(json);
      }
      default -> json.skipChildren();
    }
  }

  /** Returns whether there is a message. */
  private boolean readMessage(JsonParser json) throws IOException {
    String message = WireJson.stringOrSkip(json);
    hasSpendCapMessage |= message != null && ErrorCodes.isSpendCapMessage(message);
    return message != null;
  }

  private void readType(JsonParser json) throws IOException {
    String type = WireJson.stringOrSkip(json);
    if ("error".equals(type)) {
      isCertain = true;
    } else if (type != null) {
      readName(type);
    }
  }

  private void readCode(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    String text = token == JsonToken.VALUE_STRING ? json.getText().toLowerCase(Locale.ROOT) : "";
    boolean isFine =
        switch (text) {
          case "", "0", "200", "ok", "success" -> true;
          default -> false;
        };
    if (token == JsonToken.VALUE_NUMBER_INT) {
      long number = WireJson.longValue(json);
      hasCode |= number != 0 && (number < 200 || number > 299);
      readNumber(number);
      isLikely |= status != 0;
    } else if (token == JsonToken.VALUE_STRING) {
      hasCode |= !isFine;
      readName(text);
    } else {
      json.skipChildren();
    }
  }

  private void readStatus(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      readCode(json);
      return;
    }
    isLikely |=
        switch (json.getText().toLowerCase(Locale.ROOT)) {
          case "error", "fail", "failed", "failure" -> true;
          default -> false;
        };
  }

  private void readBaseResponse(JsonParser json) throws IOException {
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("status_code")) {
        isCertain |= readScalar(json);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Reads a name or a number. Returns false if it is absent, empty, 0 or no scalar. */
  private boolean readScalar(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long number = WireJson.longValue(json);
      readNumber(number);
      return number != 0;
    }
    String text = WireJson.stringOrSkip(json);
    if (text == null || text.isBlank()) {
      return false;
    }
    readName(text);
    return true;
  }

  private void readNumber(long number) {
    if (number >= 400 && number <= 599) {
      status = (int) number;
    }
  }

  private void readName(String text) {
    if (text.length() == 3 && text.chars().allMatch(each -> each >= '0' && each <= '9')) {
      readNumber(Long.parseLong(text));
      return;
    }
    ErrorCode code = ErrorCodes.find(text);
    if (code == null) {
      return;
    }
    if (name == null || code.isSpendCap()) {
      name = code.name();
    }
    if (code.isSpendCap()) {
      isSpendCap = true;
      status = code.status();
    } else if (status == 0) {
      status = code.status();
    }
  }

  /**
   * Returns whether what was read is an error.
   *
   * @param hasAnswer whether there is an answer beside it, in which a code or a message may be
   *     harmless
   */
  public boolean isPresent(boolean hasAnswer) {
    return isCertain || (!hasAnswer && (isLikely || (hasCode && hasMessage)));
  }

  /** Returns its type or code if that is a known one; never the provider's own text. */
  public @Nullable String name() {
    return name;
  }

  /** Returns the HTTP status that it means; 0 if it says none. */
  public int status() {
    return status;
  }

  /** Returns the error in the body of an error response, which may be truncated or not be JSON. */
  public static ProviderError inBody(byte[] body) {
    ProviderError error = new ProviderError();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      error.readDocument(json);
    } catch (IOException notJson) {
      // The status is sufficient.
    }
    return error;
  }

  /**
   * Returns the failure that it means as the body of an error response. A 429 is a spending cap
   * only if the error says so: servers omit {@code Retry-After} for plain rate limits too.
   *
   * @param responseStatus any status but 2xx
   * @param retryAfter the wait from the response headers
   */
  public ProviderFailure toFailure(int responseStatus, @Nullable Duration retryAfter) {
    String detail = "HTTP " + responseStatus + (name == null ? "" : ", " + name);
    if (responseStatus != 429) {
      return HttpStatusFailure.of(responseStatus, retryAfter, detail);
    }
    if (isSpendCap || hasSpendCapMessage) {
      return HttpStatusFailure.of(429, null, "HTTP 429, the account's quota is spent");
    }
    Duration wait = retryAfter == null ? DEFAULT_RETRY_AFTER : retryAfter;
    return HttpStatusFailure.of(429, wait, detail);
  }

  /**
   * Returns the failure that it means in a response that began well.
   *
   * @param detail in our own words
   */
  public ProviderFailure toFailure(String detail) {
    int effective = status == 0 ? 500 : status;
    if (effective != 429) {
      return HttpStatusFailure.of(effective, null, detail);
    }
    return isSpendCap || hasSpendCapMessage
        ? HttpStatusFailure.of(429, null, detail + ", the account's quota is spent")
        : HttpStatusFailure.of(429, DEFAULT_RETRY_AFTER, detail);
  }
}
