package dev.firstword.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Generates JSON that matches a JSON schema, in the terms of the specification: an instance.
 *
 * <p>Covers what providers accept in tools and structured output: types, {@code enum}, {@code
 * const}, properties, items, their limits, common formats, {@code anyOf}, {@code oneOf}, {@code
 * allOf} and local references. Other keywords are ignored. Optional properties are left out below
 * {@value #MAX_DEPTH} levels, so that a schema that refers to itself has an end.
 */
public final class InstanceGenerator {
  static final int MAX_DEPTH = 8;

  /** A schema that requires itself without end gets {@code null} here. */
  private static final int MAX_REQUIRED_DEPTH = 64;

  private static final int MAX_ITEMS = 1_000;
  private static final int MAX_STRING_CHARS = 100_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final Supplier<String> texts;
  private final RandomGenerator random;

  /**
   * Creates a generator for one schema.
   *
   * @param texts supplies the strings, which are cut or padded to the schema's limits
   */
  public InstanceGenerator(JsonNode schema, Supplier<String> texts, RandomGenerator random) {
    root = schema;
    this.texts = texts;
    this.random = random;
  }

  public JsonNode generate() {
    return generate(root, 0);
  }

  private JsonNode generate(JsonNode unresolved, int depth) {
    JsonNode schema = References.resolve(root, unresolved);
    if (depth > MAX_REQUIRED_DEPTH) {
      return NODES.nullNode();
    }
    if (schema.has("const")) {
      return schema.path("const").deepCopy();
    }
    JsonNode choices = schema.path("enum");
    if (choices.isArray() && !choices.isEmpty()) {
      return choices.path(random.nextInt(choices.size())).deepCopy();
    }
    for (String keyword : new String[] {"anyOf", "oneOf"}) {
      JsonNode options = schema.path(keyword);
      if (options.isArray() && !options.isEmpty()) {
        return generate(option(options, depth), depth + 1);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> NODES.numberNode(Numbers.integer(schema, random));
      case "number" -> NODES.numberNode(Numbers.decimal(schema, random));
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(string(schema));
    };
  }

  /**
   * Deep down, the last option is the likeliest to end a recursion: by habit it is {@code null}.
   */
  private JsonNode option(JsonNode options, int depth) {
    return options.path(depth >= MAX_DEPTH ? options.size() - 1 : random.nextInt(options.size()));
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      return type.path(0).asText();
    }
    if (type.isTextual()) {
      return type.textValue();
    }
    if (schema.has("properties")) {
      return "object";
    }
    return schema.has("items") ? "array" : "string";
  }

  private ObjectNode object(JsonNode schema, int depth) {
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          if (required.remove(property.getKey()) || (depth < MAX_DEPTH && random.nextBoolean())) {
            object.set(property.getKey(), generate(property.getValue(), depth + 1));
          }
        });
    required.forEach(name -> object.put(name, texts.get()));
    return object;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    int min = Math.clamp(schema.path("minItems").asInt(0), 0, MAX_ITEMS);
    int max = Math.clamp(schema.path("maxItems").asInt(min + 3), min, MAX_ITEMS);
    int usual = depth >= MAX_DEPTH ? min : Math.clamp(1L + random.nextInt(3), min, max);
    ArrayNode array = NODES.arrayNode();
    while (array.size() < usual) {
      array.add(generate(schema.path("items"), depth + 1));
    }
    return array;
  }

  private String string(JsonNode schema) {
    return switch (schema.path("format").asText("")) {
      case "date" -> "2026-11-%02d".formatted(1 + random.nextInt(30));
      case "time" -> "%02d:30:00Z".formatted(random.nextInt(24));
      case "date-time" -> "2026-11-%02dT12:30:00Z".formatted(1 + random.nextInt(30));
      case "duration" -> "PT%dM".formatted(1 + random.nextInt(59));
      case "email" -> "someone%d@example.com".formatted(random.nextInt(100));
      case "hostname" -> "host%d.example.com".formatted(random.nextInt(100));
      case "ipv4" -> "192.0.2.%d".formatted(1 + random.nextInt(254));
      case "ipv6" -> "2001:db8::%x".formatted(1 + random.nextInt(0xFFFF));
      case "uri" -> "https://example.com/%d".formatted(random.nextInt(1_000));
      case "uuid" -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
      default -> fitted(schema);
    };
  }

  private String fitted(JsonNode schema) {
    int min = Math.clamp(schema.path("minLength").asInt(0), 0, MAX_STRING_CHARS);
    int max = Math.max(min, schema.path("maxLength").asInt(MAX_STRING_CHARS));
    StringBuilder text = new StringBuilder(texts.get());
    while (text.codePointCount(0, text.length()) < min) {
      text.append(' ').append(texts.get());
    }
    int length = text.codePointCount(0, text.length());
    return length <= max ? text.toString() : text.substring(0, text.offsetByCodePoints(0, max));
  }
}
