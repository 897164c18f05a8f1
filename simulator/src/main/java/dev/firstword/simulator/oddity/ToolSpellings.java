package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Other ways to write the tool calls of a chat completion. */
final class ToolSpellings {
  private ToolSpellings() {}

  static void withoutIds(ObjectNode delta) {
    for (JsonNode call : delta.path("tool_calls")) {
      if (call instanceof ObjectNode object) {
        object.remove("id");
      }
    }
  }
}
