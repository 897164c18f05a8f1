package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a thought into the text, between tags. */
final class ThinkTags {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>\n\n";

  private boolean isOpen;

  void apply(ObjectNode delta) {
    JsonNode thought = delta.remove(ThoughtSpellings.USUAL_FIELD);
    String text = delta.path("content").asText("");
    if (thought != null && delta.has("role")) {
      delta.put("content", OPEN + thought.asText() + CLOSE + text);
    } else if (thought != null) {
      delta.put("content", (isOpen ? "" : OPEN) + thought.asText());
      isOpen = true;
    } else if (isOpen) {
      delta.put("content", CLOSE + text);
      isOpen = false;
    }
  }
}
