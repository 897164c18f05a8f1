package dev.firstword.simulator.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Checks JSON against a schema, independently of the generator. Knows the tested keywords only. */
final class SchemaChecker {
  private SchemaChecker() {}

  static boolean matches(JsonNode root, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      String reference = schema.path("$ref").asText();
      JsonNode target =
          reference.equals("#") ? root : root.at(JsonPointer.compile(reference.substring(1)));
      return matches(root, target, value);
    }
    return hasType(schema.path("type"), value)
        && (!schema.has("const") || schema.path("const").equals(value))
        && (!schema.has("enum") || stream(schema.path("enum")).anyMatch(value::equals))
        && (!schema.has("anyOf")
            || stream(schema.path("anyOf")).anyMatch(option -> matches(root, option, value)))
        && stream(schema.path("allOf")).allMatch(part -> matches(root, part, value))
        && isWithin(schema, value)
        && stream(schema.path("required")).allMatch(name -> value.has(name.asText()))
        && schema.path("properties").properties().stream()
            .filter(property -> value.has(property.getKey()))
            .allMatch(property -> matches(root, property.getValue(), value.path(property.getKey())))
        && (!value.isArray()
            || stream(value).allMatch(item -> matches(root, schema.path("items"), item)));
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      return stream(type).anyMatch(option -> hasType(option, value));
    }
    return switch (type.asText("any")) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> true;
    };
  }

  private static boolean isWithin(JsonNode schema, JsonNode value) {
    double number = value.asDouble();
    int length = value.isTextual() ? value.textValue().length() : value.size();
    boolean isMultiple =
        !schema.has("multipleOf")
            || value
                    .decimalValue()
                    .remainder(schema.path("multipleOf").decimalValue())
                    .compareTo(BigDecimal.ZERO)
                == 0;
    boolean isNumberWithin =
        !value.isNumber()
            || (number >= schema.path("minimum").asDouble(-1e9)
                && number <= schema.path("maximum").asDouble(1e9)
                && number > schema.path("exclusiveMinimum").asDouble(-1e9)
                && number < schema.path("exclusiveMaximum").asDouble(1e9));
    return isMultiple
        && isNumberWithin
        && length >= schema.path("minLength").asInt(schema.path("minItems").asInt(0))
        && length
            <= schema.path("maxLength").asInt(schema.path("maxItems").asInt(Integer.MAX_VALUE));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
