package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes the first tool call as {@code function_call}. That format has no others. */
final class LegacyFunctionCall implements EventRewriter {

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElse(null);
    if (json == null || !(json.at("/choices/0") instanceof ObjectNode choice)) {
      return List.of(event);
    }
    if (choice.at("/delta/tool_calls/0/index").asInt(0) > 0) {
      return List.of();
    }
    change(choice, choice.path("delta"));
    return List.of(event.withJson(json));
  }

  @Override
  public void rewriteReply(ObjectNode reply) {
    if (reply.at("/choices/0") instanceof ObjectNode choice) {
      change(choice, choice.path("message"));
    }
  }

  private static void change(ObjectNode choice, JsonNode holder) {
    if (choice.path("finish_reason").asText("").equals("tool_calls")) {
      choice.put("finish_reason", "function_call");
    }
    if (holder instanceof ObjectNode object && object.has("tool_calls")) {
      object.set("function_call", object.remove("tool_calls").path(0).path("function"));
    }
  }
}
