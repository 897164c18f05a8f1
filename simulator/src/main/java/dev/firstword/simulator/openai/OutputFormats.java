package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.answer.StructuredAnswer;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.schema.StrictSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parses {@code response_format} or {@code text.format}: what the answer has to look like. */
final class OutputFormats {
  private OutputFormats() {}

  /**
   * Returns the schema of the answer; empty for text.
   *
   * @param definition the object with the name and the schema of a {@code json_schema}
   */
  static Optional<JsonNode> schema(JsonNode format, JsonNode definition, String path) {
    if (format.isMissingNode() || format.isNull()) {
      return Optional.empty();
    }
    return switch (format.path("type").asText("")) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(StructuredAnswer.ANY_OBJECT);
      case "json_schema" -> Optional.of(schema(definition, path));
      default ->
          throw OpenAiApiException.invalid(
              "Invalid value: '"
                  + format.path("type").asText("")
                  + "'. Supported values are: 'json_object', 'json_schema', and 'text'.",
              path + ".type");
    };
  }

  private static JsonNode schema(JsonNode definition, String path) {
    if (!definition.path("name").isTextual()) {
      throw OpenAiApiException.missing(path + ".name");
    }
    JsonNode schema = definition.path("schema");
    if (!schema.isObject()) {
      throw schema.isMissingNode()
          ? OpenAiApiException.missing(path + ".schema")
          : OpenAiApiException.wrongType(path + ".schema", "an object");
    }
    if (definition.path("strict").asBoolean(false)) {
      requireStrict(
          "response_format", definition.path("name").textValue(), schema, path + ".schema");
    }
    return schema;
  }

  static void requireStrict(String kind, String name, JsonNode schema, String path) {
    StrictSchema.firstOpenObject(schema)
        .ifPresent(place -> {
          throw OpenAiApiException.invalidSchema(
              kind,
              name,
              "In context=("
                  + String.join(", ", place)
                  + "), 'additionalProperties' is required to be supplied and to be false.",
              path);
        });
    StrictSchema.firstLooseObject(schema)
        .ifPresent(place -> {
          throw OpenAiApiException.invalidSchema(
              kind,
              name,
              "In context=("
                  + String.join(", ", place)
                  + "), 'required' is required to be supplied and to be an array including every key in"
                  + " properties.",
              path);
        });
  }

  /** A request for a JSON object has to mention JSON, or models would write white space forever. */
  static void requireMentionOfJson(
      JsonNode format, String system, List<ChatMessage> messages, String path) {
    if (!format.path("type").asText("").equals("json_object")) {
      return;
    }
    boolean isMentioned =
        mentionsJson(system) || messages.stream().anyMatch(sent -> mentionsJson(sent.text()));
    if (!isMentioned) {
      throw OpenAiApiException.invalid(
          "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
              + " 'json_object'.",
          path);
    }
  }

  private static boolean mentionsJson(String text) {
    return text.toLowerCase(Locale.ROOT).contains("json");
  }
}
