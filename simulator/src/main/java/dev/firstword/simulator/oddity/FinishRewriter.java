package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Rewrites the reason of the end. The Responses API has none that could be spelled otherwise. */
record FinishRewriter(UnaryOperator<String> spelling) implements EventRewriter {

  static String upperCase(String reason) {
    return reason.equals("length") ? "MAX_TOKENS" : reason.toUpperCase(Locale.ROOT);
  }

  static String eos(String reason) {
    return reason.equals("stop") || reason.equals("end_turn") ? "eos" : reason;
  }

  static String stopWithTools(String reason) {
    return switch (reason) {
      case "tool_calls" -> "stop";
      case "tool_use" -> "end_turn";
      default -> reason;
    };
  }

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    return List.of(event.json().filter(this::apply).map(event::withJson).orElse(event));
  }

  @Override
  public void rewriteReply(ObjectNode reply) {
    apply(reply);
  }

  private boolean apply(ObjectNode json) {
    return respell(json.path("choices").path(0), "finish_reason")
        || respell(json.path("delta"), "stop_reason")
        || respell(json, "stop_reason");
  }

  private boolean respell(JsonNode node, String field) {
    if (node instanceof ObjectNode object && object.path(field).isTextual()) {
      object.put(field, spelling.apply(object.path(field).textValue()));
      return true;
    }
    return false;
  }
}
