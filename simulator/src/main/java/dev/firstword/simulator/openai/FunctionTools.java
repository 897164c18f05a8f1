package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Parses and validates the tools of a request.
 *
 * @param nesting leads from an object of the type {@code function} to its name and parameters: chat
 *     completions nest them, and responses do not
 * @param nestedPath what that adds to a field's path
 */
record FunctionTools(RequestFields fields, UnaryOperator<JsonNode> nesting, String nestedPath) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  static FunctionTools nested(RequestFields fields) {
    return new FunctionTools(fields, tool -> tool.path("function"), ".function");
  }

  static FunctionTools flat(RequestFields fields) {
    return new FunctionTools(fields, tool -> tool, "");
  }

  /** Returns the functions. Tools that the provider would execute are accepted and not used. */
  List<ToolDefinition> definitions() {
    if (!fields.has("tools")) {
      return List.of();
    }
    JsonNode tools = fields.path("tools");
    if (!tools.isArray()) {
      throw OpenAiApiException.wrongType("tools", "an array of objects");
    }
    List<ToolDefinition> definitions = new ArrayList<>();
    for (int index = 0; index < tools.size(); index++) {
      JsonNode tool = tools.path(index);
      String path = "tools[" + index + "]";
      if (!tool.path("type").isTextual()) {
        throw OpenAiApiException.missing(path + ".type");
      }
      if (tool.path("type").textValue().equals("function")) {
        definitions.add(definition(nesting.apply(tool), path + nestedPath));
      }
    }
    return definitions;
  }

  private static ToolDefinition definition(JsonNode function, String path) {
    if (!function.path("name").isTextual()) {
      throw OpenAiApiException.missing(path + ".name");
    }
    String name = function.path("name").textValue();
    if (!NAME.matcher(name).matches()) {
      throw OpenAiApiException.invalid(
          "Invalid '"
              + path
              + ".name': string does not match pattern. Expected a string that matches the pattern"
              + " '^[a-zA-Z0-9_-]+$'.",
          path + ".name");
    }
    JsonNode parameters = function.path("parameters");
    if (parameters.isMissingNode() || parameters.isNull()) {
      return new ToolDefinition(name, JsonNodeFactory.instance.objectNode().put("type", "object"));
    }
    if (!parameters.path("type").asText("").equals("object")) {
      throw OpenAiApiException.invalidSchema(
          "function",
          name,
          "schema must be a JSON Schema of 'type: \"object\"', got 'type: \""
              + parameters.path("type").asText("None")
              + "\"'.",
          path + ".parameters");
    }
    if (function.path("strict").asBoolean(false)) {
      OutputFormats.requireStrict("function", name, parameters, path + ".parameters");
    }
    return new ToolDefinition(name, parameters);
  }

  ToolChoice choice(List<ToolDefinition> tools) {
    boolean parallel = !fields.has("parallel_tool_calls") || fields.flag("parallel_tool_calls");
    if (!fields.has("tool_choice")) {
      return new ToolChoice(ToolChoice.Mode.AUTO, "", parallel);
    }
    if (!fields.has("tools")) {
      throw OpenAiApiException.invalid(
          "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are"
              + " specified.",
          "tool_choice");
    }
    JsonNode choice = fields.path("tool_choice");
    if (choice.isObject()) {
      String name = nesting.apply(choice).path("name").asText("");
      if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
        throw OpenAiApiException.invalid(
            "Tool choice '" + name + "' not found in 'tools' parameter.", "tool_choice");
      }
      return new ToolChoice(ToolChoice.Mode.NAMED, name, parallel);
    }
    return switch (choice.asText("")) {
      case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, "", parallel);
      case "none" -> new ToolChoice(ToolChoice.Mode.NONE, "", parallel);
      case "required" -> required(tools, parallel);
      default ->
          throw OpenAiApiException.invalid(
              "Invalid value: '"
                  + choice.asText("")
                  + "'. Supported values are: 'none', 'auto', and 'required'.",
              "tool_choice");
    };
  }

  private static ToolChoice required(List<ToolDefinition> tools, boolean parallel) {
    if (tools.isEmpty()) {
      throw OpenAiApiException.invalid(
          "Invalid value for 'tool_choice': there is no function to call.", "tool_choice");
    }
    return new ToolChoice(ToolChoice.Mode.REQUIRED, "", parallel);
  }
}
