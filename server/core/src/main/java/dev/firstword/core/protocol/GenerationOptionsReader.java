package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks of the output: its length, its form, and the tools to use. */
public final class GenerationOptionsReader {

  static final Set<String> FIELDS =
      Set.of(
          "max_tokens",
          "temperature",
          "top_p",
          "stop",
          "response_format",
          "tools",
          "tool_choice",
          "parallel_tool_calls");

  private static final double MAX_TEMPERATURE = 2;

  /** OpenAI's limits. */
  private static final int MAX_STOP_TEXTS = 4;

  private static final int MAX_STOP_LENGTH = 200;
  private static final String DEFAULT_FORMAT_NAME = "answer";

  private GenerationOptionsReader() {}

  /**
   * Reads the options of a request.
   *
   * @throws ProblemException if one is invalid
   */
  public static GenerationOptions read(RequestFields request) {
    if (FIELDS.stream().noneMatch(field -> request.get(field) != null)) {
      return GenerationOptions.DEFAULT;
    }
    List<ToolDefinition> tools = ToolsReader.readTools(request);
    return new GenerationOptions(
        request.positiveInteger("max_tokens"),
        number(request, "temperature", 0, true, MAX_TEMPERATURE),
        number(request, "top_p", 0, false, 1),
        stop(request),
        responseFormat(request),
        tools,
        ToolsReader.readChoice(request, tools),
        request.bool("parallel_tool_calls"));
  }

  private static @Nullable Double number(
      RequestFields request, String field, double min, boolean includesMin, double max) {
    JsonNode value = request.get(field);
    if (value == null) {
      return null;
    }
    double number = value.doubleValue();
    boolean isInRange = (includesMin ? number >= min : number > min) && number <= max;
    if (!value.isNumber() || !isInRange) {
      throw request.invalid(
          field,
          includesMin
              ? "must be a number from %.0f to %.0f".formatted(min, max)
              : "must be a number over %.0f and at most %.0f".formatted(min, max));
    }
    return number;
  }

  private static List<String> stop(RequestFields request) {
    JsonNode value = request.get("stop");
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(request.requireStorable("stop", value.textValue()));
    } else if (value.isArray() && value.size() <= MAX_STOP_TEXTS) {
      for (JsonNode each : value) {
        texts.add(request.requireStorable("stop", each.isTextual() ? each.textValue() : ""));
      }
    }
    boolean isValid =
        texts.stream().noneMatch(text -> text.isEmpty() || text.length() > MAX_STOP_LENGTH);
    if (!isValid || (texts.isEmpty() && !(value.isArray() && value.isEmpty()))) {
      throw request.invalid(
          "stop",
          "must be a string, or a list of at most %d, of 1 to %d characters each"
              .formatted(MAX_STOP_TEXTS, MAX_STOP_LENGTH));
    }
    return texts;
  }

  private static @Nullable ResponseFormat responseFormat(RequestFields request) {
    JsonNode value = request.get("response_format");
    if (value == null) {
      return null;
    }
    RequestFields format = new RequestFields(value, "response_format.");
    String type = value.isObject() ? format.text("type") : null;
    return switch (type) {
      case "text" -> null;
      case "json_object" -> new ResponseFormat(DEFAULT_FORMAT_NAME, null);
      case "json_schema" -> schemaFormat(format);
      case null, default ->
          throw request.invalid(
              "response_format", "must have the type \"text\", \"json_object\" or \"json_schema\"");
    };
  }

  private static ResponseFormat schemaFormat(RequestFields format) {
    JsonNode schema = format.get("schema");
    if (schema == null) {
      throw format.invalid("schema", "is missing");
    }
    String name = format.text("name");
    if (name != null && !ToolsReader.NAME.matcher(name).matches()) {
      throw format.invalid("name", ToolsReader.NAME_RULE);
    }
    return new ResponseFormat(
        name == null ? DEFAULT_FORMAT_NAME : name, SchemaReader.read(format, "schema", schema));
  }
}
