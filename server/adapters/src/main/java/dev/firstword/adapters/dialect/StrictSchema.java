package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The subset of JSON Schema that OpenAI enforces while a model writes ({@code "strict":true}). It
 * refuses any other schema in that mode, and treats it as advice without.
 */
public final class StrictSchema {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final int MAX_DEPTH = 10;

  private static final Set<String> KEYWORDS =
      Set.of(
          "$defs",
          "$ref",
          "additionalProperties",
          "anyOf",
          "const",
          "description",
          "enum",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "format",
          "items",
          "maxItems",
          "maximum",
          "minItems",
          "minimum",
          "multipleOf",
          "pattern",
          "properties",
          "required",
          "title",
          "type");

  private StrictSchema() {}

  /** Returns whether a schema, as a JSON text, can be enforced. */
  public static boolean matches(String schema) {
    try {
      JsonNode root = MAPPER.readTree(schema);
      return isObject(root) && !root.has("anyOf") && isStrict(root, 1);
    } catch (JsonProcessingException _) {
      return false;
    }
  }

  private static boolean isObject(JsonNode schema) {
    return schema.path("type").asText().equals("object");
  }

  private static boolean isStrict(JsonNode schema, int depth) {
    if (!schema.isObject() || depth > MAX_DEPTH) {
      return false;
    }
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      if (!KEYWORDS.contains(keyword.getKey())) {
        return false;
      }
      boolean isStrict =
          switch (keyword.getKey()) {
            case "items" -> isStrict(keyword.getValue(), depth + 1);
            case "anyOf", "$defs", "properties" -> areStrict(keyword.getValue(), depth + 1);
            default -> true;
          };
      if (!isStrict) {
        return false;
      }
    }
    return !isObject(schema) || isClosed(schema);
  }

  private static boolean areStrict(JsonNode schemas, int depth) {
    for (JsonNode schema : schemas) {
      if (!isStrict(schema, depth)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether an object has all of its properties and no others. */
  private static boolean isClosed(JsonNode schema) {
    JsonNode additional = schema.path("additionalProperties");
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    Set<String> properties = new HashSet<>();
    schema.path("properties").fieldNames().forEachRemaining(properties::add);
    return schema.has("properties")
        && additional.isBoolean()
        && !additional.booleanValue()
        && required.equals(properties);
  }
}
