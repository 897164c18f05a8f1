package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks JSON against a schema of the OpenAPI document, as far as that uses JSON Schema. A keyword
 * that is not known here fails the check, so that none is passed over.
 */
final class OpenApiSchema {

  private final JsonNode document;
  private final List<String> faults = new ArrayList<>();

  private OpenApiSchema(JsonNode document) {
    this.document = document;
  }

  /** Returns what is wrong with a value; empty if nothing is. */
  static List<String> faults(JsonNode document, JsonNode schema, JsonNode value) {
    OpenApiSchema check = new OpenApiSchema(document);
    check.check(schema, value, "$");
    return check.faults;
  }

  /** Returns the value that a reference points to, or the node itself if it is none. */
  static JsonNode resolve(JsonNode document, JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private void check(JsonNode schema, JsonNode value, String path) {
    JsonNode resolved = resolve(document, schema);
    if (resolved.isMissingNode()) {
      faults.add(path + ": no schema " + schema);
    }
    resolved
        .properties()
        .forEach(keyword -> check(keyword.getKey(), keyword.getValue(), resolved, value, path));
  }

  private void check(
      String keyword, JsonNode argument, JsonNode schema, JsonNode value, String path) {
    switch (keyword) {
      case "type" -> require(hasType(argument, value), path, "is no " + argument);
      case "const" -> require(argument.equals(value), path, "is not " + argument);
      case "enum" -> require(contains(argument, value), path, "is none of " + argument);
      case "required" -> {
        for (JsonNode name : argument) {
          require(value.has(name.asText()), path, "has no " + name);
        }
      }
      case "properties" ->
          value
              .properties()
              .forEach(
                  field -> checkField(schema, argument, field.getKey(), field.getValue(), path));
      case "items" -> {
        for (int i = 0; i < value.size(); i++) {
          check(argument, value.get(i), path + "[" + i + "]");
        }
      }
      case "oneOf" -> require(matching(argument, value) == 1, path, "is not one of " + argument);
      case "anyOf" -> require(matching(argument, value) > 0, path, "is none of " + argument);
      case "additionalProperties", "description" -> {}
      default -> faults.add(path + ": unknown keyword " + keyword);
    }
  }

  /** What this server writes itself is described; what passes through may have more. */
  private void checkField(
      JsonNode schema, JsonNode properties, String name, JsonNode value, String path) {
    if (properties.has(name)) {
      check(properties.get(name), value, path + "." + name);
    } else {
      require(schema.path("additionalProperties").asBoolean(), path, "has a field " + name);
    }
  }

  private long matching(JsonNode schemas, JsonNode value) {
    long matching = 0;
    for (JsonNode schema : schemas) {
      matching += faults(document, schema, value).isEmpty() ? 1 : 0;
    }
    return matching;
  }

  private void require(boolean isMet, String path, String otherwise) {
    if (!isMet) {
      faults.add(path + " " + otherwise);
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasType(JsonNode types, JsonNode value) {
    if (types.isArray()) {
      for (JsonNode type : types) {
        if (hasType(type, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (types.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
