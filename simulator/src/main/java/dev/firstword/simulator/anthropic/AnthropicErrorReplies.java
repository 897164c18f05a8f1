package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.response.JsonReply;
import java.util.HashMap;
import java.util.Map;

/** Encodes errors in Anthropic's format, as replies and as events. */
final class AnthropicErrorReplies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnthropicErrorReplies() {}

  static JsonReply reply(AnthropicError error, String requestId) {
    return reply(error, Map.of(), requestId);
  }

  static JsonReply reply(Fault fault, Map<String, String> headers, String requestId) {
    Map<String, String> all = new HashMap<>(headers);
    fault
        .retryAfterSeconds()
        .ifPresent(seconds -> all.put("retry-after", Long.toString(Math.round(seconds))));
    AnthropicError error = errorFor(fault);
    int status = fault.statusInsteadOf(error.status());
    return reply(new AnthropicError(status, error.type(), error.message()), all, requestId);
  }

  static String eventData(Fault fault) {
    return body(errorFor(fault)).toString();
  }

  private static JsonReply reply(
      AnthropicError error, Map<String, String> headers, String requestId) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("request-id", requestId);
    try {
      byte[] body = JSON.writeValueAsBytes(body(error).put("request_id", requestId));
      return new JsonReply(error.status(), all, body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an error could not be serialized", e);
    }
  }

  private static ObjectNode body(AnthropicError error) {
    ObjectNode body = JSON.createObjectNode().put("type", "error");
    body.putObject("error").put("type", error.type()).put("message", error.message());
    return body;
  }

  private static AnthropicError errorFor(Fault fault) {
    return switch (fault.error()) {
      case AUTHENTICATION -> new AnthropicError(401, "authentication_error", "invalid x-api-key");
      case RATE_LIMIT ->
          new AnthropicError(
              429, "rate_limit_error", "This request would exceed your organization's rate limit.");
      case SPEND_CAP ->
          new AnthropicError(
              429, "rate_limit_error", "You have reached your specified API usage limits.");
      case OVERLOADED -> new AnthropicError(529, "overloaded_error", "Overloaded");
      case SERVER_ERROR -> new AnthropicError(500, "api_error", "Internal server error");
    };
  }
}
