package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolRequest;
import dev.firstword.simulator.response.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses and validates the body of a Messages API request. */
final class MessagesRequestReader {
  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "max_tokens",
          "messages",
          "system",
          "temperature",
          "top_p",
          "top_k",
          "stop_sequences",
          "stream",
          "metadata",
          "tools",
          "tool_choice",
          "thinking",
          "cache_control",
          "container",
          "context_management",
          "diagnostics",
          "inference_geo",
          "mcp_servers",
          "output_config",
          "service_tier",
          "speed");

  private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");

  /** The purpose of parsing: counting tokens requires no limit on the answer. */
  enum Purpose {
    ANSWER,
    COUNT
  }

  private final ApiRequest request;
  private final ApiVersion version;
  private final Purpose purpose;

  MessagesRequestReader(ApiRequest request, ApiVersion version, Purpose purpose) {
    this.request = request;
    this.version = version;
    this.purpose = purpose;
  }

  PromptRequest read(JsonNode body) {
    rejectUnknownFields(body);
    String name = text(body, "model");
    boolean streaming = flag(body, "stream");
    int maxTokens = purpose == Purpose.COUNT ? 1 : maxTokens(body, streaming);
    checkSampling(body);
    ThinkingRequest thinking =
        ThinkingReader.read(
            body.path("thinking"), purpose == Purpose.COUNT ? Integer.MAX_VALUE : maxTokens);
    List<String> stops = stopSequences(body);
    PromptReader prompt = new PromptReader(body, thinking.mode() == ThinkingRequest.Mode.OFF);
    boolean isThinkingEnabled = body.path("thinking").path("type").asText("").equals("enabled");
    ToolChoice choice =
        ToolReader.choice(body.path("tool_choice"), prompt.tools(), isThinkingEnabled);
    Optional<JsonNode> schema = OutputFormatReader.schema(body.path("output_config"));
    String model =
        request
            .resolveModel(name)
            .orElseThrow(() ->
                new AnthropicApiException(
                    new AnthropicError(404, "not_found_error", "model: " + name)));
    ModelRestrictions.check(model, body);
    NotesRestriction.check(request, model, body);
    if (prompt.endsWithAssistant() && PrefillRestriction.appliesTo(model)) {
      throw AnthropicApiException.invalid(
          "This model does not support assistant message prefill. The conversation must end with"
              + " a user message.");
    }
    ToolRequest toolRequest = prompt.conversation().toolRequest(prompt.tools(), choice);
    return new PromptRequest(
        model,
        streaming,
        maxTokens,
        ThinkingReader.afterSteps(thinking, body.path("thinking"), toolRequest.stepsTaken()),
        stops,
        prompt.system(),
        prompt.conversation().messages(),
        prompt.cacheablePrompt(),
        toolRequest,
        prompt.conversation().attachments(),
        schema,
        ThoughtBindings.check(model, body),
        SpeedTiers.read(request, model, body));
  }

  private static void rejectUnknownFields(JsonNode body) {
    body.fieldNames()
        .forEachRemaining(field -> {
          if (!FIELDS.contains(field)) {
            throw AnthropicApiException.invalid(field + ": Extra inputs are not permitted");
          }
        });
  }

  private static String text(JsonNode body, String field) {
    JsonNode value = required(body, field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw AnthropicApiException.invalid(field + ": Input should be a valid string");
    }
    return value.textValue();
  }

  private static int maxTokens(JsonNode body, boolean streaming) {
    JsonNode value = required(body, "max_tokens");
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw AnthropicApiException.invalid("max_tokens: Input should be a valid integer");
    }
    if (value.intValue() < 0) {
      throw AnthropicApiException.invalid("max_tokens: must be greater than or equal to 0");
    }
    if (value.intValue() == 0 && streaming) {
      throw AnthropicApiException.invalid("max_tokens: must be greater than 0 when streaming");
    }
    return value.intValue();
  }

  private static boolean flag(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw AnthropicApiException.invalid(field + ": Input should be a valid boolean");
    }
    return value.asBoolean(false);
  }

  private void checkSampling(JsonNode body) {
    for (String field : SAMPLING) {
      JsonNode value = body.path(field);
      if (value.isMissingNode()) {
        continue;
      }
      if (!version.supportsSampling()) {
        throw AnthropicApiException.invalid(field + ": Extra inputs are not permitted");
      }
      if (!value.isNumber()) {
        throw AnthropicApiException.invalid(field + ": Input should be a valid number");
      }
      boolean isFraction = !field.equals("top_k");
      if (value.doubleValue() < 0 || (isFraction && value.doubleValue() > 1)) {
        throw AnthropicApiException.invalid(
            field + ": range: " + (isFraction ? "0..1" : "0 or more"));
      }
    }
  }

  private static List<String> stopSequences(JsonNode body) {
    JsonNode value = body.path("stop_sequences");
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw AnthropicApiException.invalid("stop_sequences: Input should be a valid list");
    }
    List<String> sequences = new ArrayList<>();
    for (JsonNode sequence : value) {
      if (!sequence.isTextual()) {
        throw AnthropicApiException.invalid("stop_sequences: Input should be a valid string");
      }
      if (sequence.textValue().isBlank()) {
        throw AnthropicApiException.invalid(
            "stop_sequences: each stop sequence must contain non-whitespace");
      }
      sequences.add(sequence.textValue());
    }
    return sequences;
  }

  static JsonNode required(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw AnthropicApiException.invalid(field + ": Field required");
    }
    return value;
  }
}
