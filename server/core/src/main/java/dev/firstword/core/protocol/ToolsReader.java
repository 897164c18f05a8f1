package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the tools that a model may call, and whether it must. */
final class ToolsReader {

  /** The rule of the providers. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  static final String NAME_RULE = "must be 1 to 64 letters, digits, \"_\" and \"-\"";

  static final int MAX_TOOLS = 128;
  static final int MAX_TOTAL_BYTES = 256 * 1024;

  private static final String TYPE = "type";

  private ToolsReader() {}

  static List<ToolDefinition> readTools(RequestFields request) {
    JsonNode list = request.get("tools");
    if (list == null) {
      return List.of();
    }
    if (!list.isArray()) {
      throw request.invalid("tools", "must be a list");
    }
    if (list.size() > MAX_TOOLS) {
      throw request.invalid("tools", "may have at most " + MAX_TOOLS + " tools");
    }
    List<ToolDefinition> tools = new ArrayList<>(list.size());
    Set<String> names = new HashSet<>();
    long bytes = 0;
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject()) {
        throw request.invalid("tools[" + i + "]", "must be an object");
      }
      RequestFields fields = new RequestFields(list.get(i), "tools[" + i + "].");
      ToolDefinition tool = tool(fields);
      if (!names.add(tool.name())) {
        throw fields.invalid("name", "is the name of another tool too");
      }
      bytes += size(tool);
      if (bytes > MAX_TOTAL_BYTES) {
        throw request.invalid(
            "tools", "may have at most " + MAX_TOTAL_BYTES + " bytes of descriptions and schemas");
      }
      tools.add(tool);
    }
    return tools;
  }

  private static ToolDefinition tool(RequestFields fields) {
    String name = fields.text("name");
    if (name == null || !NAME.matcher(name).matches()) {
      throw fields.invalid("name", NAME_RULE);
    }
    String description = fields.text("description");
    return new ToolDefinition(name, description == null ? "" : description, parameters(fields));
  }

  /** Returns the schema of the arguments, which every provider requires to be an object. */
  private static String parameters(RequestFields fields) {
    JsonNode given = fields.get("parameters");
    if (given != null && !given.isObject()) {
      throw fields.invalid("parameters", "must be a JSON schema, which is an object");
    }
    ObjectNode schema =
        given == null ? JsonNodeFactory.instance.objectNode() : ((ObjectNode) given).deepCopy();
    if (!schema.has(TYPE)) {
      schema.put(TYPE, "object");
    }
    if (given == null) {
      schema.putObject("properties");
    }
    if (!schema.get(TYPE).asText().equals("object")) {
      throw fields.invalid("parameters", "must have the type \"object\"");
    }
    return SchemaReader.read(fields, "parameters", schema);
  }

  private static long size(ToolDefinition tool) {
    return (long) tool.name().length()
        + tool.description().getBytes(StandardCharsets.UTF_8).length
        + tool.schema().getBytes(StandardCharsets.UTF_8).length;
  }

  static ToolChoice readChoice(RequestFields request, List<ToolDefinition> tools) {
    JsonNode value = request.get("tool_choice");
    ToolChoice choice = value == null ? ToolChoice.AUTO : choice(value);
    if (choice == null) {
      throw request.invalid(
          "tool_choice", "must be \"auto\", \"none\", \"required\", or an object with a \"name\"");
    }
    boolean isPossible =
        switch (choice.mode()) {
          case AUTO, NONE -> true;
          case REQUIRED -> !tools.isEmpty();
          case TOOL -> tools.stream().anyMatch(tool -> tool.name().equals(choice.toolName()));
        };
    if (!isPossible) {
      throw request.invalid("tool_choice", "names no tool of this request");
    }
    return choice;
  }

  private static @Nullable ToolChoice choice(JsonNode value) {
    if (value.isObject()) {
      JsonNode name = value.get("name");
      return name == null || !name.isTextual() ? null : ToolChoice.tool(name.textValue());
    }
    return switch (value.isTextual() ? value.textValue() : "") {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> ToolChoice.NONE;
      case "required" -> ToolChoice.REQUIRED;
      default -> null;
    };
  }
}
