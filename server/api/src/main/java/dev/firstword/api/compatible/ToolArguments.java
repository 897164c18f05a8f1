package dev.firstword.api.compatible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The arguments of a tool call, which a model writes as a JSON text. */
final class ToolArguments {

  private static final JsonMapper JSON = new JsonMapper();

  private ToolArguments() {}

  /** Returns the arguments as a tree; an empty object if the text is not an object. */
  static JsonNode parsed(String text) {
    try {
      JsonNode parsed = JSON.readTree(text);
      if (parsed.isObject()) {
        return parsed;
      }
    } catch (JsonProcessingException _) {
      // As below.
    }
    return RequestParts.node();
  }

  /** Returns a JSON text, which clients require even if a tool has no arguments. */
  static String text(String text) {
    return text.isBlank() ? "{}" : text;
  }
}
