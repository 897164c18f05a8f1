package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.response.JsonReply;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Encodes errors in OpenAI's format, as replies and as chunks. */
public final class OpenAiErrorReplies {
  private OpenAiErrorReplies() {}

  /** Returns the error reply with which the fault rejects a call. */
  public static JsonReply reply(Fault fault, String requestId) {
    Map<String, String> headers = new HashMap<>(headers(requestId));
    fault
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.put("retry-after", Long.toString(Math.round(seconds))));
    OpenAiError error = errorFor(fault);
    return reply(error.withStatus(fault.statusInsteadOf(error.status())), headers);
  }

  /** Returns the error reply to a request body that exceeds the size limit. */
  public static JsonReply tooLarge(String requestId) {
    return reply(
        new OpenAiError(413, "The request body is too large.", "invalid_request_error", null, null),
        requestId);
  }

  static JsonReply reply(OpenAiError error, String requestId) {
    return reply(error, headers(requestId));
  }

  static String chunk(Fault fault) {
    return body(errorFor(fault)).toString();
  }

  static Map<String, String> headers(String requestId) {
    return Map.of(
        "x-request-id", requestId,
        "openai-organization", "firstword-simulator",
        "openai-version", "2020-10-01",
        "x-ratelimit-limit-requests", "10000",
        "x-ratelimit-remaining-requests", "9999",
        "x-ratelimit-limit-tokens", "4000000",
        "x-ratelimit-remaining-tokens", "4000000");
  }

  private static JsonReply reply(OpenAiError error, Map<String, String> headers) {
    return new JsonReply(
        error.status(), headers, body(error).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode body(OpenAiError error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", error.message())
        .put("type", error.type())
        .put("param", error.param())
        .put("code", error.code());
    return body;
  }

  /** An overload is 503 at OpenAI and 529 at Anthropic. */
  static OpenAiError errorFor(Fault fault) {
    return switch (fault.error()) {
      case AUTHENTICATION ->
          new OpenAiError(
              401, "Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
      case RATE_LIMIT ->
          new OpenAiError(429, "Rate limit reached.", "requests", null, "rate_limit_exceeded");
      case SPEND_CAP ->
          new OpenAiError(
              429,
              "You exceeded your current quota, please check your plan and billing details.",
              "insufficient_quota",
              null,
              "insufficient_quota");
      case OVERLOADED ->
          new OpenAiError(
              503,
              "The engine is currently overloaded, please try again later.",
              "server_error",
              null,
              null);
      case SERVER_ERROR ->
          new OpenAiError(
              500,
              "The server had an error while processing your request.",
              "server_error",
              null,
              null);
    };
  }
}
