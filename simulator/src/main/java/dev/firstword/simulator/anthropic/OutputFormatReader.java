package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.schema.StrictSchema;
import java.util.Optional;

/** Parses {@code output_config.format}: the JSON schema that the answer has to match. */
final class OutputFormatReader {
  private static final String PATH = "output_config.format";

  private OutputFormatReader() {}

  static Optional<JsonNode> schema(JsonNode outputConfig) {
    JsonNode format = outputConfig.path("format");
    if (format.isMissingNode() || format.isNull()) {
      return Optional.empty();
    }
    if (!format.path("type").asText("").equals("json_schema")) {
      throw AnthropicApiException.invalid(PATH + ".type: Input should be 'json_schema'");
    }
    JsonNode schema = format.path("schema");
    if (!schema.isObject()) {
      throw AnthropicApiException.invalid(
          PATH
              + ".schema: "
              + (schema.isMissingNode() ? "Field required" : "Input should be a valid dictionary"));
    }
    if (StrictSchema.firstOpenObject(schema).isPresent()) {
      throw AnthropicApiException.invalid(
          PATH
              + ".schema: For 'object' type, 'additionalProperties' must be explicitly set to"
              + " false");
    }
    return Optional.of(schema);
  }
}
