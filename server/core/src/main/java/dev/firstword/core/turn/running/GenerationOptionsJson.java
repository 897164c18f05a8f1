package dev.firstword.core.turn.running;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes the options of a suspended turn as JSON. */
final class GenerationOptionsJson {

  private GenerationOptionsJson() {}

  static void write(GenerationOptions options, ObjectNode node) {
    node.put("max_tokens", options.maxTokens())
        .put("temperature", options.temperature())
        .put("top_p", options.topP())
        .put("parallel_tool_calls", options.parallelToolCalls());
    ArrayNode stop = node.putArray("stop");
    options.stop().forEach(stop::add);
    ResponseFormat format = options.responseFormat();
    if (format != null) {
      node.putObject("response_format").put("name", format.name()).put("schema", format.schema());
    }
    ArrayNode tools = node.putArray("tools");
    for (ToolDefinition tool : options.tools()) {
      tools
          .addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .put("schema", tool.schema());
    }
    node.putObject("tool_choice")
        .put("mode", options.toolChoice().mode().name())
        .put("tool", options.toolChoice().toolName());
  }

  /**
   * Parses what {@link #write} has written.
   *
   * @throws IllegalArgumentException if it can't be read
   */
  static GenerationOptions read(JsonNode node) {
    List<String> stop = new ArrayList<>();
    node.required("stop").forEach(text -> stop.add(text.asText()));
    List<ToolDefinition> tools = new ArrayList<>();
    for (JsonNode tool : node.required("tools")) {
      tools.add(
          new ToolDefinition(
              tool.required("name").asText(),
              tool.required("description").asText(),
              tool.required("schema").asText()));
    }
    JsonNode choice = node.required("tool_choice");
    return new GenerationOptions(
        isAbsent(node, "max_tokens") ? null : node.path("max_tokens").asInt(),
        number(node, "temperature"),
        number(node, "top_p"),
        stop,
        responseFormat(node.path("response_format")),
        tools,
        new ToolChoice(
            ToolChoice.Mode.valueOf(choice.required("mode").asText()),
            choice.path("tool").textValue()),
        isAbsent(node, "parallel_tool_calls")
            ? null
            : node.path("parallel_tool_calls").asBoolean());
  }

  private static @Nullable ResponseFormat responseFormat(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new ResponseFormat(node.required("name").asText(), node.path("schema").textValue());
  }

  private static @Nullable Double number(JsonNode node, String field) {
    return isAbsent(node, field) ? null : node.path(field).asDouble();
  }

  private static boolean isAbsent(JsonNode node, String field) {
    return node.path(field).isMissingNode() || node.path(field).isNull();
  }
}
