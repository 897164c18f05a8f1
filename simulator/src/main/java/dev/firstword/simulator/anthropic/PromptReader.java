package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a prompt in caching order: tools, system, messages.
 *
 * <p>Settings that invalidate a section without being part of it are added to that section's first
 * block: citations to the system section, {@code tool_choice}, {@code thinking} and images to the
 * messages.
 */
final class PromptReader {
  private final PromptBlockCollector blocks = new PromptBlockCollector();
  private final List<ChatMessage> chatMessages = new ArrayList<>();
  private String system;

  PromptReader(JsonNode body) {
    blocks.readRequestBreakpoint(body.path("cache_control"));
    readTools(body.path("tools"));
    blocks.startSection("system citations=" + hasAny(body, "citations"));
    system = readSystem(body.path("system"));
    blocks.startSection(
        "messages tool_choice="
            + body.path("tool_choice")
            + " thinking="
            + body.path("thinking").path("type")
            + " images="
            + body.path("messages").findValuesAsText("type").contains("image"));
    readMessages(MessagesRequestReader.required(body, "messages"));
  }

  String system() {
    return system;
  }

  List<ChatMessage> chatMessages() {
    return chatMessages;
  }

  boolean endsWithAssistant() {
    return chatMessages.getLast().role() == ChatMessage.Role.ASSISTANT;
  }

  CacheablePrompt cacheablePrompt() {
    return new CacheablePrompt.Explicit(blocks.finish());
  }

  private static boolean hasAny(JsonNode body, String field) {
    return body.findValues(field).stream().anyMatch(found -> found.path("enabled").asBoolean());
  }

  private void readTools(JsonNode tools) {
    if (tools.isMissingNode()) {
      return;
    }
    if (!tools.isArray()) {
      throw AnthropicApiException.invalid("tools: Input should be a valid list");
    }
    for (int index = 0; index < tools.size(); index++) {
      JsonNode tool = tools.path(index);
      String path = "tools." + index;
      if (!tool.isObject()) {
        throw AnthropicApiException.invalid(path + ": Input should be an object");
      }
      if (!tool.path("name").isTextual()) {
        throw AnthropicApiException.invalid(path + ".name: Field required");
      }
      blocks.addTool(tool, path);
    }
  }

  private String readSystem(JsonNode value) {
    if (value.isMissingNode()) {
      return "";
    }
    if (value.isTextual()) {
      blocks.addText("system", value.textValue());
      return value.textValue();
    }
    if (!value.isArray()) {
      throw AnthropicApiException.invalid("system: Input should be a valid string or list");
    }
    for (int index = 0; index < value.size(); index++) {
      if (!value.path(index).path("type").asText().equals("text")) {
        throw AnthropicApiException.invalid("system." + index + ".type: Input should be 'text'");
      }
    }
    return readBlocks(value, "system", "system");
  }

  private void readMessages(JsonNode messages) {
    if (!messages.isArray()) {
      throw AnthropicApiException.invalid("messages: Input should be a valid list");
    }
    if (messages.isEmpty()) {
      throw AnthropicApiException.invalid("messages: at least one message is required");
    }
    for (int index = 0; index < messages.size(); index++) {
      readMessage(messages.path(index), "messages." + index, index == messages.size() - 1);
    }
    if (chatMessages.isEmpty() || chatMessages.getFirst().role() != ChatMessage.Role.USER) {
      throw AnthropicApiException.invalid("messages: first message must use the \"user\" role");
    }
  }

  private void readMessage(JsonNode message, String path, boolean last) {
    if (!message.isObject()) {
      throw AnthropicApiException.invalid(path + ": Input should be an object");
    }
    String role = message.path("role").asText("");
    boolean mayBeEmpty = last && role.equals("assistant");
    switch (role) {
      case "user" ->
          chatMessages.add(
              new ChatMessage(ChatMessage.Role.USER, content(message, role, path, mayBeEmpty)));
      case "assistant" ->
          chatMessages.add(
              new ChatMessage(
                  ChatMessage.Role.ASSISTANT, content(message, role, path, mayBeEmpty)));
      case "system" -> system = system + "\n\n" + content(message, role, path, mayBeEmpty);
      default ->
          throw AnthropicApiException.invalid(
              path + ".role: Input should be 'user', 'assistant' or 'system'");
    }
  }

  private String content(JsonNode message, String role, String path, boolean mayBeEmpty) {
    JsonNode content = message.path("content");
    if (content.isMissingNode()) {
      throw AnthropicApiException.invalid(path + ".content: Field required");
    }
    if (!content.isTextual() && !content.isArray()) {
      throw AnthropicApiException.invalid(
          path + ".content: Input should be a valid string or list");
    }
    boolean empty = content.isArray() ? content.isEmpty() : content.textValue().isEmpty();
    if (empty && !mayBeEmpty) {
      throw AnthropicApiException.invalid(path + ": messages must have non-empty content");
    }
    if (content.isArray()) {
      return readBlocks(content, role, path + ".content");
    }
    blocks.addText(role, content.textValue());
    return content.textValue();
  }

  private String readBlocks(JsonNode content, String section, String path) {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < content.size(); index++) {
      String text = blocks.add(section, content.path(index), path + "." + index);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return String.join("\n\n", texts);
  }
}
