package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Other ways to write the text of a chat completion. */
final class TextSpellings {
  private TextSpellings() {}

  static void asParts(ObjectNode delta) {
    String text = delta.path("content").asText("");
    if (delta.path("content").isTextual() && !text.isEmpty()) {
      delta.putArray("content").addObject().put("type", "text").put("text", text);
    }
  }

  static void withRole(ObjectNode delta) {
    delta.put("role", "assistant");
  }
}
