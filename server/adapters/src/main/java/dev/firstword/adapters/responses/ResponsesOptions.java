package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.JsonSchemas;
import dev.firstword.adapters.dialect.StrictSchema;
import dev.firstword.adapters.dialect.ToolTranscript;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.CacheComparison;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingPlan;
import java.io.IOException;

/** Writes what a request of the Responses API asks of the output: reasoning, format and tools. */
final class ResponsesOptions {

  private ResponsesOptions() {}

  static void write(JsonGenerator json, ModelRequest request) throws IOException {
    GenerationOptions options = request.options();
    writeReasoning(json, request);
    if (options.temperature() != null) {
      json.writeNumberField("temperature", options.temperature());
    }
    if (options.topP() != null) {
      json.writeNumberField("top_p", options.topP());
    }
    if (options.responseFormat() != null) {
      writeFormat(json, options.responseFormat());
    }
    if (!options.tools().isEmpty()) {
      writeTools(json, options);
    }
    CacheComparison comparison = request.cachePlan().comparison();
    if (comparison != null && !comparison.previousResponse().isEmpty()) {
      json.writeObjectFieldStart("prompt_cache_options");
      json.writeStringField("comparison_response_id", comparison.previousResponse());
      json.writeEndObject();
    }
  }

  /** Models that do not reason refuse all of these fields. */
  private static void writeReasoning(JsonGenerator json, ModelRequest request) throws IOException {
    ThinkingPlan thinking = request.thinking();
    json.writeNumberField(
        "max_output_tokens",
        Math.max(
            request.maxTokens() + thinking.reservedTokens(), ModelApi.MIN_RESPONSES_MAX_TOKENS));
    if (thinking.control() != ThinkingControl.EFFORT) {
      return;
    }
    String effort = thinking.fields().effortName();
    boolean hasSummary = thinking.fields().display() != null;
    if (effort != null || hasSummary) {
      json.writeObjectFieldStart("reasoning");
      if (effort != null) {
        json.writeStringField("effort", effort);
      }
      if (hasSummary) {
        json.writeStringField("summary", "auto");
      }
      json.writeEndObject();
    }
    json.writeArrayFieldStart("include");
    json.writeString("reasoning.encrypted_content");
    json.writeEndArray();
  }

  private static void writeFormat(JsonGenerator json, ResponseFormat format) throws IOException {
    json.writeObjectFieldStart("text");
    json.writeObjectFieldStart("format");
    if (format.schema() == null) {
      json.writeStringField("type", "json_object");
    } else {
      json.writeStringField("type", "json_schema");
      json.writeStringField("name", ToolTranscript.wireName(format.name()));
      JsonSchemas.write(json, "schema", format.schema());
      json.writeBooleanField("strict", StrictSchema.matches(format.schema()));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTools(JsonGenerator json, GenerationOptions options) throws IOException {
    json.writeArrayFieldStart("tools");
    for (ToolDefinition tool : options.tools()) {
      json.writeStartObject();
      json.writeStringField("type", "function");
      json.writeStringField("name", ToolTranscript.wireName(tool.name()));
      if (!tool.description().isEmpty()) {
        json.writeStringField("description", WireJson.replaceLoneSurrogates(tool.description()));
      }
      JsonSchemas.writeParameters(json, "parameters", tool.schema());
      // The default would change the schema so that every parameter is required.
      json.writeBooleanField("strict", StrictSchema.matches(tool.schema()));
      json.writeEndObject();
    }
    json.writeEndArray();
    switch (options.toolChoice().mode()) {
      case AUTO -> {} // The default.
      case NONE -> json.writeStringField("tool_choice", "none");
      case REQUIRED -> json.writeStringField("tool_choice", "required");
      case TOOL -> {
        json.writeObjectFieldStart("tool_choice");
        json.writeStringField("type", "function");
        json.writeStringField("name", ToolTranscript.wireName(options.toolChoice().toolName()));
        json.writeEndObject();
      }
    }
    if (options.parallelToolCalls() != null) {
      json.writeBooleanField("parallel_tool_calls", options.parallelToolCalls());
    }
  }
}
