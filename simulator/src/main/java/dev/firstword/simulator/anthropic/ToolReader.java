package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses and validates {@code tools} and {@code tool_choice} of a request. */
final class ToolReader {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private static final String NOT_AN_OBJECT = "Input should be a valid dictionary";

  private ToolReader() {}

  /** Returns the tools that the client executes. Those of the server are accepted and not used. */
  static List<ToolDefinition> tools(JsonNode tools, PromptBlockCollector blocks) {
    if (tools.isMissingNode()) {
      return List.of();
    }
    if (!tools.isArray()) {
      throw AnthropicApiException.invalid("tools: Input should be a valid list");
    }
    List<ToolDefinition> definitions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int index = 0; index < tools.size(); index++) {
      JsonNode tool = tools.path(index);
      String path = "tools." + index;
      if (!tool.isObject()) {
        throw AnthropicApiException.invalid(path + ": Input should be an object");
      }
      if (!tool.path("name").isTextual()) {
        throw AnthropicApiException.invalid(path + ".name: Field required");
      }
      String name = tool.path("name").textValue();
      if (!names.add(name)) {
        throw AnthropicApiException.invalid("tools: Tool names must be unique.");
      }
      if (tool.path("type").asText("custom").equals("custom")) {
        definitions.add(definition(tool, name, path + ".custom"));
      }
      blocks.addTool(tool, path);
    }
    return definitions;
  }

  private static ToolDefinition definition(JsonNode tool, String name, String path) {
    if (!NAME.matcher(name).matches()) {
      throw AnthropicApiException.invalid(
          path + ".name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
    JsonNode schema = tool.path("input_schema");
    if (!schema.isObject()) {
      throw AnthropicApiException.invalid(
          path + ".input_schema: " + (schema.isMissingNode() ? "Field required" : NOT_AN_OBJECT));
    }
    if (!schema.path("type").asText("").equals("object")) {
      throw AnthropicApiException.invalid(
          path
              + ".input_schema.type: "
              + (schema.has("type") ? "Input should be 'object'" : "Field required"));
    }
    return new ToolDefinition(name, schema);
  }

  static ToolChoice choice(JsonNode choice, List<ToolDefinition> tools, boolean isThinkingEnabled) {
    if (choice.isMissingNode() || choice.isNull()) {
      return ToolChoice.AUTO;
    }
    ToolChoice read = read(choice);
    if (read.isForced() && tools.isEmpty()) {
      throw AnthropicApiException.invalid(
          "tool_choice: tool_choice may only be specified while providing tools");
    }
    if (read.isForced() && isThinkingEnabled) {
      throw AnthropicApiException.invalid(
          "Thinking may not be enabled when tool_choice forces tool use.");
    }
    if (read.mode() == ToolChoice.Mode.NAMED
        && tools.stream().noneMatch(tool -> tool.name().equals(read.name()))) {
      throw AnthropicApiException.invalid("Tool '" + read.name() + "' not found in provided tools");
    }
    return read;
  }

  private static ToolChoice read(JsonNode choice) {
    boolean parallel = !choice.path("disable_parallel_tool_use").asBoolean(false);
    return switch (choice.path("type").asText("")) {
      case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, "", parallel);
      case "none" -> new ToolChoice(ToolChoice.Mode.NONE, "", parallel);
      case "any" -> new ToolChoice(ToolChoice.Mode.REQUIRED, "", parallel);
      case "tool" -> {
        if (!choice.path("name").isTextual()) {
          throw AnthropicApiException.invalid("tool_choice.tool.name: Field required");
        }
        yield new ToolChoice(ToolChoice.Mode.NAMED, choice.path("name").textValue(), parallel);
      }
      default ->
          throw AnthropicApiException.invalid(
              "tool_choice: Input tag '"
                  + choice.path("type").asText("")
                  + "' found using 'type' does not match any of the expected tags: 'auto', 'any',"
                  + " 'tool', 'none'");
    };
  }
}
