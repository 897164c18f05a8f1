package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ConversationBuilder;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.ThoughtBinding;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import dev.firstword.simulator.response.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses and validates the body of a chat completion request. */
final class ChatRequestReader {
  private static final int MAX_STOP_SEQUENCES = 4;
  private final ApiRequest request;
  private final RequestFields fields;
  private final List<PromptBlock> blocks = new ArrayList<>();

  ChatRequestReader(ApiRequest request, RequestFields fields) {
    this.request = request;
    this.fields = fields;
  }

  PromptRequest read() {
    String name = fields.requiredString("model");
    boolean streaming = fields.flag("stream");
    if (fields.has("stream_options") && !streaming) {
      throw OpenAiApiException.invalid(
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          "stream_options");
    }
    if (fields.positiveInt("n").orElse(1) > 1) {
      throw OpenAiApiException.invalid("The simulator answers with one choice only.", "n");
    }
    fields.checkRange("temperature", 2);
    fields.checkRange("top_p", 1);
    List<String> stops = fields.strings("stop").orElse(List.of());
    if (stops.size() > MAX_STOP_SEQUENCES) {
      throw OpenAiApiException.invalid("Invalid 'stop': array too long.", "stop");
    }
    int maxTokens =
        fields
            .positiveInt("max_completion_tokens")
            .orElse(fields.positiveInt("max_tokens").orElse(Integer.MAX_VALUE));
    ThinkingRequest thinking =
        ReasoningEffort.read(fields.path("reasoning_effort"), "reasoning_effort");
    FunctionTools functions = FunctionTools.nested(fields);
    List<ToolDefinition> tools = functions.definitions();
    ToolChoice choice = functions.choice(tools);
    fields.path("tools").forEach(tool -> addBlock("tool", tool.toString()));
    JsonNode format = fields.path("response_format");
    Optional<JsonNode> schema =
        OutputFormats.schema(format, format.path("json_schema"), "response_format.json_schema");
    ChatMessages messages = new ChatMessages(blocks);
    messages.read(fields);
    ConversationBuilder conversation = messages.conversation();
    OutputFormats.requireMentionOfJson(
        format, messages.system(), conversation.messages(), "messages");
    String model =
        request.resolveModel(name).orElseThrow(() -> OpenAiApiException.unknownModel(name));
    ModelRestrictions.checkChat(model, fields);
    return new PromptRequest(
        model,
        streaming,
        maxTokens,
        thinking,
        stops,
        messages.system(),
        conversation.messages(),
        new CacheablePrompt.Automatic(blocks),
        conversation.toolRequest(tools, choice),
        conversation.attachments(),
        schema,
        ThoughtBinding.NONE,
        ServiceTiers.read(fields));
  }

  private void addBlock(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCounter.count(content)));
  }
}
