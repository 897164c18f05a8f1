package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Other ways to write the thoughts of a chat completion. */
final class ThoughtSpellings {
  static final String USUAL_FIELD = "reasoning_content";

  private ThoughtSpellings() {}

  static void asReasoning(ObjectNode delta) {
    JsonNode thought = delta.remove(USUAL_FIELD);
    if (thought != null) {
      delta.set("reasoning", thought);
    }
  }

  static void asDetails(ObjectNode delta) {
    JsonNode thought = delta.remove(USUAL_FIELD);
    if (thought != null) {
      delta
          .putArray("reasoning_details")
          .addObject()
          .put("type", "reasoning.text")
          .put("text", thought.asText())
          .put("format", "unknown")
          .put("index", 0);
    }
  }
}
