package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ConversationBuilder;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import dev.firstword.simulator.response.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses and validates the body of a Responses API request. */
final class ResponsesRequestReader {
  private static final int MIN_OUTPUT_TOKENS = 16;
  private static final Set<String> SUMMARIES = Set.of("auto", "concise", "detailed");

  private final ApiRequest request;
  private final RequestFields fields;
  private final List<PromptBlock> blocks = new ArrayList<>();

  ResponsesRequestReader(ApiRequest request, RequestFields fields) {
    this.request = request;
    this.fields = fields;
  }

  PromptRequest read() {
    String name = fields.requiredString("model");
    boolean streaming = fields.flag("stream");
    rejectStoredState();
    fields.checkRange("temperature", 2);
    fields.checkRange("top_p", 1);
    int maxTokens = maxOutputTokens();
    ThinkingRequest thinking = thinking();
    FunctionTools functions = FunctionTools.flat(fields);
    List<ToolDefinition> tools = functions.definitions();
    ToolChoice choice = functions.choice(tools);
    fields.path("tools").forEach(tool -> addBlock("tool", tool.toString()));
    JsonNode format = fields.path("text").path("format");
    Optional<JsonNode> schema = OutputFormats.schema(format, format, "text.format");
    String instructions = fields.has("instructions") ? fields.requiredString("instructions") : "";
    if (!instructions.isEmpty()) {
      addBlock("system", instructions);
    }
    boolean isStored = !fields.has("store") || fields.flag("store");
    InputItems input = new InputItems(blocks, isStored);
    input.read(fields, thinking.mode() == ThinkingRequest.Mode.OFF);
    ConversationBuilder conversation = input.conversation();
    String system = (instructions + "\n\n" + input.system()).strip();
    OutputFormats.requireMentionOfJson(format, system, conversation.messages(), "input");
    String model =
        request.resolveModel(name).orElseThrow(() -> OpenAiApiException.unknownModel(name));
    ModelRestrictions.checkResponses(model, fields);
    return new PromptRequest(
        model,
        streaming,
        maxTokens,
        thinking,
        List.of(),
        system,
        conversation.messages(),
        new CacheablePrompt.Automatic(blocks),
        conversation.toolRequest(tools, choice),
        conversation.attachments(),
        schema,
        ReasoningBindings.of(model, fields.json()).binding(),
        ServiceTiers.read(fields));
  }

  private void rejectStoredState() {
    if (fields.has("previous_response_id")) {
      throw new OpenAiApiException(
          new OpenAiError(
              400,
              "Previous response with id '"
                  + fields.requiredString("previous_response_id")
                  + "' not found.",
              "invalid_request_error",
              "previous_response_id",
              "previous_response_not_found"));
    }
  }

  /** Returns whether the response continues after its connection is closed. */
  boolean isInBackground() {
    if (!fields.has("background") || !fields.flag("background")) {
      return false;
    }
    if (fields.has("store") && !fields.flag("store")) {
      throw OpenAiApiException.invalid("Background mode requires 'store' to be true.", "store");
    }
    if (!fields.flag("stream")) {
      throw OpenAiApiException.invalid(
          "The simulator answers in the background only as a stream.", "stream");
    }
    return true;
  }

  private int maxOutputTokens() {
    int max = fields.positiveInt("max_output_tokens").orElse(Integer.MAX_VALUE);
    if (max < MIN_OUTPUT_TOKENS) {
      throw OpenAiApiException.invalid(
          "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= "
              + MIN_OUTPUT_TOKENS
              + ", but got "
              + max
              + " instead.",
          "max_output_tokens");
    }
    return max;
  }

  /** Without a request for a summary, a client sees nothing of a thought. */
  private ThinkingRequest thinking() {
    JsonNode reasoning = fields.path("reasoning");
    ThinkingRequest asked = ReasoningEffort.read(reasoning.path("effort"), "reasoning.effort");
    JsonNode summary = reasoning.path("summary");
    if (summary.isMissingNode() || summary.isNull()) {
      return new ThinkingRequest(
          asked.mode(), Optional.of(ThinkingDisplay.OMITTED), asked.budgetTokens());
    }
    if (!SUMMARIES.contains(summary.asText(""))) {
      throw OpenAiApiException.invalid(
          "Invalid value: '"
              + summary.asText("")
              + "'. Supported values are: 'auto', 'concise', and 'detailed'.",
          "reasoning.summary");
    }
    return asked;
  }

  private void addBlock(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCounter.count(content)));
  }
}
