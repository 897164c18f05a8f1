package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.JsonSchemas;
import dev.firstword.adapters.dialect.StrictSchema;
import dev.firstword.adapters.dialect.ToolTranscript;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.io.IOException;

/** Writes what a request of chat completions asks of the output: sampling, format and tools. */
final class ChatOptions {

  private ChatOptions() {}

  static void write(JsonGenerator json, GenerationOptions options) throws IOException {
    if (options.temperature() != null) {
      json.writeNumberField("temperature", options.temperature());
    }
    if (options.topP() != null) {
      json.writeNumberField("top_p", options.topP());
    }
    if (!options.stop().isEmpty()) {
      json.writeArrayFieldStart("stop");
      for (String stop : options.stop()) {
        json.writeString(WireJson.replaceLoneSurrogates(stop));
      }
      json.writeEndArray();
    }
    if (options.responseFormat() != null) {
      writeResponseFormat(json, options.responseFormat());
    }
    if (!options.tools().isEmpty()) {
      writeTools(json, options);
    }
  }

  private static void writeResponseFormat(JsonGenerator json, ResponseFormat format)
      throws IOException {
    json.writeObjectFieldStart("response_format");
    if (format.schema() == null) {
      json.writeStringField("type", "json_object");
    } else {
      json.writeStringField("type", "json_schema");
      json.writeObjectFieldStart("json_schema");
      json.writeStringField("name", ToolTranscript.wireName(format.name()));
      JsonSchemas.write(json, "schema", format.schema());
      json.writeBooleanField("strict", StrictSchema.matches(format.schema()));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Servers refuse a choice, or how many calls are allowed, without tools. */
  private static void writeTools(JsonGenerator json, GenerationOptions options) throws IOException {
    json.writeArrayFieldStart("tools");
    for (ToolDefinition tool : options.tools()) {
      json.writeStartObject();
      json.writeStringField("type", "function");
      json.writeObjectFieldStart("function");
      json.writeStringField("name", ToolTranscript.wireName(tool.name()));
      if (!tool.description().isEmpty()) {
        json.writeStringField("description", WireJson.replaceLoneSurrogates(tool.description()));
      }
      JsonSchemas.writeParameters(json, "parameters", tool.schema());
      if (StrictSchema.matches(tool.schema())) {
        json.writeBooleanField("strict", true);
      }
      json.writeEndObject();
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
        json.writeObjectFieldStart("function");
        json.writeStringField("name", ToolTranscript.wireName(options.toolChoice().toolName()));
        json.writeEndObject();
        json.writeEndObject();
      }
    }
    if (options.parallelToolCalls() != null) {
      json.writeBooleanField("parallel_tool_calls", options.parallelToolCalls());
    }
  }
}
