package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Checks JSON against a schema of the OpenAPI document. It is stricter than JSON Schema in two
 * ways: a field that the schema does not name is a fault, unless it has {@code
 * additionalProperties}, and so is a keyword that is not known here. Thus nothing that the server
 * writes is left out of the document.
 */
final class OpenApiSchema {

  /** Keywords that say nothing of a value, or that are read along with another one. */
  private static final Set<String> ANNOTATIONS =
      Set.of("description", "default", "discriminator", "additionalProperties");

  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

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
    JsonNode reference = node.get("$ref");
    if (reference == null) {
      return node;
    }
    JsonNode found = document;
    for (String name : reference.textValue().substring("#/".length()).split("/", -1)) {
      found = found.path(name);
    }
    return found;
  }

  private void check(JsonNode schema, JsonNode value, String path) {
    JsonNode resolved = resolve(document, schema);
    if (resolved.isMissingNode()) {
      faults.add(path + ": no schema " + schema);
    } else if (resolved.has("discriminator")) {
      checkVariant(resolved.path("discriminator"), value, path);
    } else {
      checkKeywords(resolved, value, path);
      requireKnownFields(resolved, value, path);
    }
  }

  private void checkVariant(JsonNode discriminator, JsonNode value, String path) {
    String property = discriminator.path("propertyName").asText();
    JsonNode reference = discriminator.path("mapping").path(value.path(property).asText());
    if (reference.isTextual()) {
      check(Reply.JSON.createObjectNode().set("$ref", reference), value, path);
    } else {
      faults.add(path + " has an unknown " + property + ": " + value);
    }
  }

  private void checkKeywords(JsonNode schema, JsonNode value, String path) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      check(keyword.getKey(), keyword.getValue(), schema, value, path);
    }
  }

  private void check(
      String keyword, JsonNode argument, JsonNode schema, JsonNode value, String path) {
    switch (keyword) {
      case "type" -> require(hasType(argument, value), path, "is no ", argument);
      case "const" -> require(argument.equals(value), path, "is not ", argument);
      case "enum" -> require(contains(argument, value), path, "is none of ", argument);
      case "required" -> {
        for (JsonNode name : argument) {
          require(value.has(name.asText()), path, "has no ", name);
        }
      }
      case "properties" -> checkFields(schema, argument, value, path);
      case "items" -> {
        for (int i = 0; i < value.size(); i++) {
          check(argument, value.get(i), path + "[" + i + "]");
        }
      }
      case "allOf" -> argument.forEach(part -> checkKeywords(resolve(document, part), value, path));
      case "oneOf" -> require(matching(argument, value) == 1, path, "is not one of ", argument);
      case "anyOf" -> require(matching(argument, value) > 0, path, "is none of ", argument);
      case "minimum" -> require(!isNumberBelow(value, argument), path, "is less than ", argument);
      case "exclusiveMinimum" ->
          require(!value.equals(argument), path, "is not more than ", argument);
      case "maximum" -> require(!isNumberBelow(argument, value), path, "is over ", argument);
      case "minLength" ->
          require(
              !value.isTextual() || value.textValue().length() >= argument.asInt(),
              path,
              "is shorter than ",
              argument);
      case "maxLength" ->
          require(value.asText().length() <= argument.asInt(), path, "is longer than ", argument);
      case "minItems" ->
          require(value.size() >= argument.asInt(), path, "has fewer than ", argument);
      case "maxItems" ->
          require(value.size() <= argument.asInt(), path, "has more than ", argument);
      case "pattern" ->
          require(
              PATTERNS
                  .computeIfAbsent(argument.textValue(), Pattern::compile)
                  .matcher(value.asText())
                  .find(),
              path,
              "does not match ",
              argument);
      case "format" ->
          require(hasFormat(argument.textValue(), value.asText()), path, "is no ", argument);
      default ->
          require(
              ANNOTATIONS.contains(keyword),
              path,
              "has a schema with the unknown keyword " + keyword,
              schema);
    }
  }

  private void checkFields(JsonNode schema, JsonNode properties, JsonNode value, String path) {
    JsonNode additional = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      JsonNode property = properties.get(name);
      if (property != null) {
        check(property, field.getValue(), path + "." + name);
      } else if (additional.isObject()) {
        check(additional, field.getValue(), path + "." + name);
      }
    }
  }

  /** What the server writes itself is described; what passes through may have more. */
  private void requireKnownFields(JsonNode schema, JsonNode value, String path) {
    Set<String> known = new HashSet<>();
    if (value.isObject() && !collectFields(schema, known) && !known.isEmpty()) {
      value
          .fieldNames()
          .forEachRemaining(name ->
              require(
                  known.contains(name),
                  path,
                  "has a field that the schema does not name: " + name,
                  schema.path("required")));
    }
  }

  /** Collects the fields that a schema names; returns whether there may be others. */
  private boolean collectFields(JsonNode schema, Set<String> known) {
    boolean isOpen = schema.has("additionalProperties");
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    for (JsonNode part : schema.path("allOf")) {
      isOpen |= collectFields(resolve(document, part), known);
    }
    return isOpen;
  }

  private long matching(JsonNode schemas, JsonNode value) {
    long matching = 0;
    for (JsonNode schema : schemas) {
      matching += faults(document, schema, value).isEmpty() ? 1 : 0;
    }
    return matching;
  }

  private void require(boolean isMet, String path, String otherwise, JsonNode argument) {
    if (!isMet) {
      faults.add(path + " " + otherwise + argument);
    }
  }

  private static boolean isNumberBelow(JsonNode smaller, JsonNode larger) {
    return smaller.isNumber() && larger.isNumber() && smaller.doubleValue() < larger.doubleValue();
  }

  private static boolean hasFormat(String format, String text) {
    if (!format.equals("date-time")) {
      return true;
    }
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException _) {
      return false;
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
