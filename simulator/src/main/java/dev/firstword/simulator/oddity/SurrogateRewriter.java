package dev.firstword.simulator.oddity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Divides a text event between the two halves of its first character outside the BMP. */
final class SurrogateRewriter implements EventRewriter {
  private int addedEvents;

  @Override
  public List<StreamEvent> rewrite(StreamEvent event) {
    ObjectNode json = event.json().orElse(null);
    if (json == null) {
      return List.of(event);
    }
    renumber(json);
    JsonNode delta = json.path("delta");
    if (delta.isTextual()) {
      return split(event, json, json, "delta");
    }
    if (delta instanceof ObjectNode object) {
      return split(event, json, object, "text");
    }
    return json.at("/choices/0/delta") instanceof ObjectNode chunk
        ? split(event, json, chunk, "content")
        : List.of(event.withJson(json));
  }

  /** The events of the Responses API have numbers without gaps. */
  private void renumber(ObjectNode json) {
    if (json.has("sequence_number")) {
      json.put("sequence_number", json.path("sequence_number").intValue() + addedEvents);
    }
  }

  private List<StreamEvent> split(
      StreamEvent event, ObjectNode json, ObjectNode holder, String field) {
    String text = holder.path(field).asText("");
    int half = 0;
    while (half < text.length() && !Character.isHighSurrogate(text.charAt(half))) {
      half++;
    }
    if (half == text.length()) {
      return List.of(event.withJson(json));
    }
    holder.put(field, text.substring(0, half + 1));
    StreamEvent first = event.withJson(json);
    holder.put(field, text.substring(half + 1));
    addedEvents++;
    if (json.has("sequence_number")) {
      json.put("sequence_number", json.path("sequence_number").intValue() + 1);
    }
    return List.of(first, event.withJson(json));
  }
}
