package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.ConversationBuilder;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses the messages of a chat completion request, with their tool calls and results. */
final class ChatMessages {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private final List<PromptBlock> blocks;
  private final ConversationBuilder conversation = new ConversationBuilder();
  private final List<String> systemTexts = new ArrayList<>();

  /**
   * Creates a reader.
   *
   * @param blocks receives the blocks of the prompt
   */
  ChatMessages(List<PromptBlock> blocks) {
    this.blocks = blocks;
  }

  ConversationBuilder conversation() {
    return conversation;
  }

  String system() {
    return String.join("\n\n", systemTexts);
  }

  void read(RequestFields fields) {
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
    requireResults("messages[" + (messages.size() - 1) + "]");
    if (conversation.messages().isEmpty()) {
      conversation.addUserMessage(system(), Attachments.NONE);
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
    if (role.equals("tool")) {
      readResult(message, path);
      return;
    }
    requireResults(path);
    Content content = content(message, role, path + ".content");
    addBlock(role, content.text());
    blocks.addAll(content.media());
    switch (role) {
      case "system", "developer" -> systemTexts.add(content.text());
      case "assistant" -> {
        conversation.addAssistantMessage(content.text());
        readCalls(message.path("tool_calls"), path + ".tool_calls");
      }
      default -> conversation.addUserMessage(content.text(), content.attachments());
    }
  }

  private void readCalls(JsonNode calls, String path) {
    for (int index = 0; index < calls.size(); index++) {
      JsonNode call = calls.path(index);
      String callPath = path + "[" + index + "]";
      requireText(call.path("id"), callPath + ".id");
      requireText(call.path("function").path("name"), callPath + ".function.name");
      if (!call.path("function").path("arguments").isTextual()) {
        throw OpenAiApiException.wrongType(callPath + ".function.arguments", "a string");
      }
      addBlock("assistant", call.toString());
      conversation.addToolCall(
          call.path("id").textValue(), call.path("function").path("name").textValue());
    }
  }

  private static void requireText(JsonNode value, String path) {
    if (!value.isTextual()) {
      throw OpenAiApiException.missing(path);
    }
  }

  private void readResult(JsonNode message, String path) {
    requireText(message.path("tool_call_id"), path + ".tool_call_id");
    String id = message.path("tool_call_id").textValue();
    Content content = content(message, "tool", path + ".content");
    if (conversation.unansweredCalls().isEmpty()) {
      throw OpenAiApiException.invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message"
              + " with 'tool_calls'.",
          path + ".role");
    }
    if (!conversation.addToolResult(id, content.text(), false, content.attachments())) {
      throw OpenAiApiException.invalid(
          "Invalid parameter: 'tool_call_id' of '"
              + id
              + "' not found in 'tool_calls' of previous message.",
          path + ".tool_call_id");
    }
    addBlock("tool", content.text());
    blocks.addAll(content.media());
  }

  /** Throws if tool calls have no results although the message at the path comes after them. */
  private void requireResults(String path) {
    List<String> missing = conversation.unansweredCalls();
    if (!missing.isEmpty()) {
      throw OpenAiApiException.invalid(
          "An assistant message with 'tool_calls' must be followed by tool messages responding to"
              + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
              + String.join(", ", missing),
          path + ".role");
    }
  }

  private static Content content(JsonNode message, String role, String path) {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return new Content(content.textValue(), List.of(), Attachments.NONE);
    }
    if (content.isArray()) {
      return parts(content, path);
    }
    if (role.equals("assistant") && !content.isObject()) {
      return new Content("", List.of(), Attachments.NONE);
    }
    throw OpenAiApiException.wrongType(path, "a string or an array of objects");
  }

  private static Content parts(JsonNode content, String path) {
    List<String> texts = new ArrayList<>();
    List<PromptBlock> media = new ArrayList<>();
    Attachments attached = Attachments.NONE;
    for (int index = 0; index < content.size(); index++) {
      JsonNode part = content.path(index);
      String partPath = path + "[" + index + "]";
      switch (part.path("type").asText("")) {
        case "text" -> texts.add(part.path("text").asText(""));
        case "refusal" -> texts.add(part.path("refusal").asText(""));
        case "image_url" -> {
          JsonNode image = part.path("image_url");
          boolean isLowDetail = image.path("detail").asText("").equals("low");
          String url = image.path("url").asText("");
          media.add(MediaParts.image(url, isLowDetail, partPath + ".image_url.url"));
          attached = attached.plus(Attachments.IMAGE);
        }
        case "file" -> {
          JsonNode file = part.path("file");
          String data = file.path("file_data").asText("");
          media.add(MediaParts.file(data, file.path("file_id").asText(""), partPath + ".file"));
          attached = attached.plus(Attachments.FILE);
        }
        case "input_audio" -> attached = attached.plus(Attachments.FILE);
        default -> throw OpenAiApiException.wrongType(path, "parts of a known type");
      }
    }
    return new Content(String.join("\n\n", texts), media, attached);
  }

  private void addBlock(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCounter.count(content)));
  }

  private record Content(String text, List<PromptBlock> media, Attachments attachments) {}
}
