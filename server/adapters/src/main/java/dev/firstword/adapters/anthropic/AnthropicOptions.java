package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.JsonSchemas;
import dev.firstword.adapters.dialect.ToolTranscript;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.prompt.CacheComparison;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingFields;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what a request of the Messages API asks of the output: thinking, sampling and tools. */
final class AnthropicOptions {

  private AnthropicOptions() {}

  /** Writes everything but the longest answer. */
  static void write(JsonGenerator json, ModelRequest request) throws IOException {
    String effort = writeThinking(json, request);
    GenerationOptions options = request.options();
    writeOutputConfig(json, effort, options.responseFormat());
    if (options.temperature() != null) {
      json.writeNumberField("temperature", options.temperature());
    }
    if (options.topP() != null) {
      json.writeNumberField("top_p", options.topP());
    }
    if (!options.stop().isEmpty()) {
      json.writeArrayFieldStart("stop_sequences");
      for (String stop : options.stop()) {
        json.writeString(WireJson.replaceLoneSurrogates(stop));
      }
      json.writeEndArray();
    }
    writeTools(json, request);
    writeToolChoice(json, request);
    writeDiagnostics(json, request.cachePlan().comparison());
  }

  /** Without the field, the provider keeps nothing to compare the next request with. */
  private static void writeDiagnostics(JsonGenerator json, @Nullable CacheComparison comparison)
      throws IOException {
    if (comparison == null) {
      return;
    }
    json.writeObjectFieldStart("diagnostics");
    if (comparison.previousResponse().isEmpty()) {
      json.writeNullField("previous_message_id");
    } else {
      json.writeStringField("previous_message_id", comparison.previousResponse());
    }
    json.writeEndObject();
  }

  /**
   * Writes how much to think.
   *
   * @return the effort, which belongs to another field; null for the default
   */
  private static @Nullable String writeThinking(JsonGenerator json, ModelRequest request)
      throws IOException {
    ThinkingFields thinking = request.thinking().fields();
    ThinkingType type = thinking.type();
    if (type != null) {
      json.writeObjectFieldStart("thinking");
      json.writeStringField("type", type.name().toLowerCase(Locale.ROOT));
      if (thinking.budgetTokens() > 0) {
        json.writeNumberField("budget_tokens", thinking.budgetTokens());
      }
      if (thinking.display() != null) {
        json.writeStringField("display", thinking.display().name().toLowerCase(Locale.ROOT));
      }
      json.writeEndObject();
    }
    return thinking.effortName();
  }

  private static void writeOutputConfig(
      JsonGenerator json, @Nullable String effort, @Nullable ResponseFormat format)
      throws IOException {
    String schema = format == null ? null : format.schema();
    if (effort == null && schema == null) {
      return;
    }
    json.writeObjectFieldStart("output_config");
    if (effort != null) {
      json.writeStringField("effort", effort);
    }
    if (schema != null) {
      json.writeObjectFieldStart("format");
      json.writeStringField("type", "json_schema");
      JsonSchemas.writeClosed(json, "schema", schema);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /**
   * Writes the definitions of the tools. The provider requires some if the conversation has tool
   * calls, so without any, the tools that were called are defined by name alone.
   */
  static void writeTools(JsonGenerator json, ModelRequest request) throws IOException {
    if (!hasTools(request)) {
      return;
    }
    json.writeArrayFieldStart("tools");
    List<ToolDefinition> tools = request.options().tools();
    for (int i = 0; i < tools.size(); i++) {
      CacheTtl ttl = i == tools.size() - 1 ? request.cachePlan().ttlAt(CachePlan.TOOLS) : null;
      writeTool(json, tools.get(i), ttl);
    }
    if (tools.isEmpty()) {
      for (String name : calledTools(request.prompt())) {
        writeTool(json, new ToolDefinition(name, "", "{}"), null);
      }
    }
    json.writeEndArray();
  }

  private static boolean hasTools(ModelRequest request) {
    return !request.options().tools().isEmpty() || !calledTools(request.prompt()).isEmpty();
  }

  /** Returns the names in order, since another order would be another prefix to cache. */
  private static Set<String> calledTools(Prompt prompt) {
    return prompt.messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(ContentPart.ToolCall.class::isInstance)
        .map(call -> ToolTranscript.wireName(((ContentPart.ToolCall) call).name()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void writeTool(JsonGenerator json, ToolDefinition tool, @Nullable CacheTtl ttl)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", ToolTranscript.wireName(tool.name()));
    if (!tool.description().isEmpty()) {
      json.writeStringField("description", WireJson.replaceLoneSurrogates(tool.description()));
    }
    JsonSchemas.writeParameters(json, "input_schema", tool.schema());
    if (ttl != null) {
      AnthropicPrompt.writeCacheControl(json, ttl);
    }
    json.writeEndObject();
  }

  private static void writeToolChoice(JsonGenerator json, ModelRequest request) throws IOException {
    if (!hasTools(request)) {
      return;
    }
    GenerationOptions options = request.options();
    ToolChoice choice = options.tools().isEmpty() ? ToolChoice.NONE : options.toolChoice();
    Boolean parallel = options.parallelToolCalls();
    if (choice.mode() == ToolChoice.Mode.AUTO && parallel == null) {
      return;
    }
    json.writeObjectFieldStart("tool_choice");
    json.writeStringField(
        "type",
        switch (choice.mode()) {
          case AUTO -> "auto";
          case NONE -> "none";
          case REQUIRED -> "any";
          case TOOL -> "tool";
        });
    if (choice.toolName() != null) {
      json.writeStringField("name", ToolTranscript.wireName(choice.toolName()));
    }
    if (parallel != null && choice.mode() != ToolChoice.Mode.NONE) {
      json.writeBooleanField("disable_parallel_tool_use", !parallel);
    }
    json.writeEndObject();
  }
}
