package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.playback.Reply;
import java.util.HashMap;
import java.util.Map;

/** Errors in Anthropic's shape, as replies and as events. */
final class AnthropicErrors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnthropicErrors() {}

  static Reply reply(Refusal refusal, String requestId) {
    return reply(refusal, Map.of(), requestId);
  }

  static Reply reply(Fault fault, Map<String, String> headers, String requestId) {
    Map<String, String> all = new HashMap<>(headers);
    fault
        .retryAfterSeconds()
        .ifPresent(seconds -> all.put("retry-after", Long.toString(Math.round(seconds))));
    return reply(refusal(fault), all, requestId);
  }

  static String eventData(Fault fault) {
    return body(refusal(fault)).toString();
  }

  private static Reply reply(Refusal refusal, Map<String, String> headers, String requestId) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("request-id", requestId);
    try {
      byte[] body = JSON.writeValueAsBytes(body(refusal).put("request_id", requestId));
      return new Reply(refusal.status(), all, body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings can be written", e);
    }
  }

  private static ObjectNode body(Refusal refusal) {
    ObjectNode body = JSON.createObjectNode().put("type", "error");
    body.putObject("error").put("type", refusal.type()).put("message", refusal.message());
    return body;
  }

  private static Refusal refusal(Fault fault) {
    return switch (fault.kind()) {
      case AUTHENTICATION -> new Refusal(401, "authentication_error", "invalid x-api-key");
      case RATE_LIMIT ->
          new Refusal(
              429,
              "rate_limit_error",
              fault.retryAfterSeconds().isPresent()
                  ? "This request would exceed your organization's rate limit."
                  : "You have reached your specified API usage limits.");
      case OVERLOADED -> new Refusal(529, "overloaded_error", "Overloaded");
      case SERVER_ERROR -> new Refusal(500, "api_error", "Internal server error");
      case REFUSE, SILENCE, CUT, MALFORMED, HUGE_EVENT, SLOW_DRIP, SPLIT ->
          throw new IllegalArgumentException(fault.kind() + " is not answered with an error");
    };
  }
}
