package dev.firstword.simulator.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Follows the references of a schema within itself, and merges {@code allOf}. */
final class References {
  private static final int MAX_HOPS = 16;

  private References() {}

  /** Returns the schema that is meant; an empty one if a reference leads nowhere. */
  static JsonNode resolve(JsonNode root, JsonNode schema) {
    JsonNode current = schema;
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      if (current.path("$ref").isTextual()) {
        current = target(root, current.path("$ref").textValue());
      } else if (current instanceof ObjectNode object && current.path("allOf").isArray()) {
        current = merged(root, object);
      } else {
        return current;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode target(JsonNode root, String reference) {
    if (reference.equals("#")) {
      return root;
    }
    return reference.startsWith("#/")
        ? root.at(JsonPointer.compile(reference.substring(1)))
        : MissingNode.getInstance();
  }

  /** Later parts replace the keywords of earlier ones, except that properties are united. */
  private static ObjectNode merged(JsonNode root, ObjectNode schema) {
    ObjectNode merged = schema.deepCopy();
    merged.remove("allOf");
    for (JsonNode part : schema.path("allOf")) {
      JsonNode found =
          part.path("$ref").isTextual() ? target(root, part.path("$ref").textValue()) : part;
      found
          .properties()
          .forEach(keyword -> {
            JsonNode before = merged.path(keyword.getKey());
            if (before instanceof ObjectNode properties
                && keyword.getValue() instanceof ObjectNode more) {
              properties.setAll(more);
            } else if (before instanceof ArrayNode required
                && keyword.getKey().equals("required")) {
              keyword.getValue().forEach(required::add);
            } else {
              merged.set(keyword.getKey(), keyword.getValue().deepCopy());
            }
          });
    }
    return merged;
  }
}
