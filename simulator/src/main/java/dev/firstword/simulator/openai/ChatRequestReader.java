package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.response.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses and validates the body of a chat completion request. */
final class ChatRequestReader {
  private static final int MAX_STOP_SEQUENCES = 4;
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private final ApiRequest request;
  private final RequestFields fields;
  private final List<PromptBlock> blocks = new ArrayList<>();
  private final List<String> systemTexts = new ArrayList<>();
  private final List<ChatMessage> chatMessages = new ArrayList<>();

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
    ThinkingRequest thinking = thinking();
    readTools();
    readMessages();
    String model =
        request.resolveModel(name).orElseThrow(() -> OpenAiApiException.unknownModel(name));
    String systemText = String.join("\n\n", systemTexts);
    if (chatMessages.isEmpty()) {
      chatMessages.add(new ChatMessage(ChatMessage.Role.USER, systemText));
    }
    return new PromptRequest(
        model,
        streaming,
        maxTokens,
        thinking,
        stops,
        systemText,
        chatMessages,
        new CacheablePrompt.Automatic(blocks));
  }

  private ThinkingRequest thinking() {
    if (!fields.has("reasoning_effort")) {
      return ThinkingRequest.MODEL_DEFAULT;
    }
    String effort = fields.requiredString("reasoning_effort");
    if (!EFFORTS.contains(effort)) {
      throw OpenAiApiException.invalid(
          "Invalid value: '"
              + effort
              + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' and"
              + " 'max'.",
          "reasoning_effort");
    }
    return effort.equals("none") ? ThinkingRequest.OFF : ThinkingRequest.ON;
  }

  private void readTools() {
    if (!fields.has("tools")) {
      return;
    }
    if (!fields.path("tools").isArray()) {
      throw OpenAiApiException.wrongType("tools", "an array of objects");
    }
    fields.path("tools").forEach(tool -> add("tool", tool.toString()));
  }

  private void readMessages() {
    JsonNode messages = fields.path("messages");
    if (!fields.has("messages")) {
      throw OpenAiApiException.missing("messages");
    }
    if (!messages.isArray()) {
      throw OpenAiApiException.wrongType("messages", "an array of objects");
    }
    if (messages.isEmpty()) {
      throw OpenAiApiException.invalid(
          "Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages");
    }
    for (int index = 0; index < messages.size(); index++) {
      readMessage(messages.path(index), "messages[" + index + "]");
    }
  }

  private void readMessage(JsonNode message, String path) {
    if (!message.isObject()) {
      throw OpenAiApiException.wrongType(path, "an object");
    }
    String role = message.path("role").asText("");
    if (!ROLES.contains(role)) {
      throw OpenAiApiException.invalid(
          "Invalid value: '"
              + role
              + "'. Supported values are: 'system', 'developer', 'user',"
              + " 'assistant', 'tool' and 'function'.",
          path + ".role");
    }
    String text = content(message, role, path + ".content");
    add(role, text);
    switch (role) {
      case "system", "developer" -> systemTexts.add(text);
      case "assistant" -> chatMessages.add(new ChatMessage(ChatMessage.Role.ASSISTANT, text));
      default -> chatMessages.add(new ChatMessage(ChatMessage.Role.USER, text));
    }
  }

  private static String content(JsonNode message, String role, String path) {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isArray()) {
      List<String> texts = new ArrayList<>();
      for (JsonNode part : content) {
        switch (part.path("type").asText("")) {
          case "text", "refusal" -> texts.add(part.path("text").asText(""));
          case "image_url", "input_audio", "file" -> texts.add("(attachment)");
          default -> throw OpenAiApiException.wrongType(path, "parts of a known type");
        }
      }
      return String.join("\n\n", texts);
    }
    if (role.equals("assistant") && !content.isObject()) {
      return message.path("tool_calls").isArray() ? message.path("tool_calls").toString() : "";
    }
    throw OpenAiApiException.wrongType(path, "a string or an array of objects");
  }

  private void add(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCounter.count(content)));
  }
}
