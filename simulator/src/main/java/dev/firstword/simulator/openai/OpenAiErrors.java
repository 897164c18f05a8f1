package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.playback.Reply;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Errors in OpenAI's shape, as replies and as chunks. */
public final class OpenAiErrors {
  private OpenAiErrors() {}

  /** The reply with which such a fault refuses a call. */
  public static Reply reply(Fault fault, String requestId) {
    Map<String, String> headers = new HashMap<>(headers(requestId));
    fault
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.put("retry-after", Long.toString(Math.round(seconds))));
    return reply(refusal(fault), headers);
  }

  /** The refusal of a body that is too large to be read at all. */
  public static Reply tooLarge(String requestId) {
    return reply(
        new Refusal(413, "The request body is too large.", "invalid_request_error", null, null),
        requestId);
  }

  static Reply reply(Refusal refusal, String requestId) {
    return reply(refusal, headers(requestId));
  }

  static String chunk(Fault fault) {
    return body(refusal(fault)).toString();
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

  private static Reply reply(Refusal refusal, Map<String, String> headers) {
    return new Reply(
        refusal.status(), headers, body(refusal).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode body(Refusal refusal) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", refusal.message())
        .put("type", refusal.type())
        .put("param", refusal.param())
        .put("code", refusal.code());
    return body;
  }

  /** OpenAI says 503 where Anthropic says 529. */
  private static Refusal refusal(Fault fault) {
    return switch (fault.kind()) {
      case AUTHENTICATION ->
          new Refusal(
              401, "Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
      case RATE_LIMIT ->
          fault.retryAfterSeconds().isPresent()
              ? new Refusal(429, "Rate limit reached.", "requests", null, "rate_limit_exceeded")
              : new Refusal(
                  429,
                  "You exceeded your current quota, please check your plan and billing details.",
                  "insufficient_quota",
                  null,
                  "insufficient_quota");
      case OVERLOADED ->
          new Refusal(
              503,
              "The engine is currently overloaded, please try again later.",
              "server_error",
              null,
              null);
      case SERVER_ERROR ->
          new Refusal(
              500,
              "The server had an error while processing your request.",
              "server_error",
              null,
              null);
      case REFUSE, SILENCE, CUT, MALFORMED, HUGE_EVENT, SLOW_DRIP, SPLIT ->
          throw new IllegalArgumentException(fault.kind() + " is not answered with an error");
    };
  }
}
