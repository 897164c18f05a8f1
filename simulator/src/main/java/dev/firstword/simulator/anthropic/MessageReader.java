package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.ConversationBuilder;
import java.util.ArrayList;
import java.util.List;

/** Parses the messages of a prompt, and checks that tool calls and results belong together. */
final class MessageReader {
  private final PromptBlockCollector blocks;
  private final ConversationBuilder conversation = new ConversationBuilder();
  private final ThoughtChecks thoughts = new ThoughtChecks();
  private final List<String> systemTexts = new ArrayList<>();
  private boolean endsWithAssistant;

  MessageReader(PromptBlockCollector blocks) {
    this.blocks = blocks;
  }

  ConversationBuilder conversation() {
    return conversation;
  }

  /** Returns the texts of the messages of the role {@code system}. */
  List<String> systemTexts() {
    return systemTexts;
  }

  boolean endsWithAssistant() {
    return endsWithAssistant;
  }

  void read(JsonNode messages, boolean isThinkingOff) {
    if (!messages.isArray()) {
      throw AnthropicApiException.invalid("messages: Input should be a valid list");
    }
    if (messages.isEmpty()) {
      throw AnthropicApiException.invalid("messages: at least one message is required");
    }
    for (int index = 0; index < messages.size(); index++) {
      readMessage(messages.path(index), "messages." + index, index == messages.size() - 1);
    }
    requireUserFirst();
    requireResults("messages." + messages.size());
    thoughts.finish(isThinkingOff);
  }

  private void readMessage(JsonNode message, String path, boolean last) {
    if (!message.isObject()) {
      throw AnthropicApiException.invalid(path + ": Input should be an object");
    }
    String role = message.path("role").asText("");
    if (!List.of("user", "assistant", "system").contains(role)) {
      throw AnthropicApiException.invalid(
          path + ".role: Input should be 'user', 'assistant' or 'system'");
    }
    JsonNode content = asBlocks(content(message, path, last && role.equals("assistant")));
    String contentPath = path + ".content";
    endsWithAssistant = role.equals("assistant");
    switch (role) {
      case "user" -> readUser(content, path, contentPath);
      case "assistant" -> readAssistant(content, path, contentPath);
      default -> systemTexts.add(texts(content, role, contentPath));
    }
  }

  private void requireUserFirst() {
    if (conversation.messages().isEmpty()) {
      throw AnthropicApiException.invalid("messages: first message must use the \"user\" role");
    }
  }

  private static JsonNode content(JsonNode message, String path, boolean mayBeEmpty) {
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
    return content;
  }

  /** Tool results come first. What follows them is a new question. */
  private void readUser(JsonNode content, String path, String contentPath) {
    boolean hasResults = false;
    List<String> texts = new ArrayList<>();
    Attachments attached = Attachments.NONE;
    for (int index = 0; index < content.size(); index++) {
      JsonNode block = content.path(index);
      String blockPath = contentPath + "." + index;
      if (block.path("type").asText("").equals("tool_result")) {
        hasResults = true;
        readResult(block, blockPath);
      } else {
        requireResults(path);
        texts.add(readBlock("user", block, blockPath));
        attached = attached.plus(attachments(block));
      }
    }
    requireResults(path);
    texts.removeIf(String::isEmpty);
    if (!hasResults || !texts.isEmpty() || !attached.equals(Attachments.NONE)) {
      conversation.addUserMessage(String.join("\n\n", texts), attached);
      thoughts.onUserMessage();
    }
  }

  private void readResult(JsonNode block, String path) {
    JsonNode content = block.path("content");
    Attachments attached = Attachments.NONE;
    List<String> texts = new ArrayList<>();
    if (content.isTextual()) {
      texts.add(content.textValue());
    }
    for (int index = 0; index < content.size(); index++) {
      JsonNode part = content.path(index);
      attached = attached.plus(attachments(part));
      texts.add(part.path("text").asText(""));
    }
    blocks.add("user", block, path);
    String id = block.path("tool_use_id").asText("");
    boolean isError = block.path("is_error").asBoolean(false);
    if (!conversation.addToolResult(id, String.join("\n\n", texts).strip(), isError, attached)) {
      throw AnthropicApiException.invalid(
          path
              + ": unexpected `tool_use_id` found in `tool_result` blocks: "
              + id
              + ". Each `tool_result` block must have a corresponding `tool_use` block in the"
              + " previous message.");
    }
  }

  private void readAssistant(JsonNode content, String path, String contentPath) {
    requireUserFirst();
    requireResults(path);
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < content.size(); index++) {
      JsonNode block = content.path(index);
      String blockPath = contentPath + "." + index;
      texts.add(readBlock("assistant", block, blockPath));
      thoughts.checkBlock(block, blockPath);
      if (block.path("type").asText("").equals("tool_use")) {
        readToolUse(block, blockPath + ".tool_use");
      }
    }
    thoughts.checkMessage(content, contentPath);
    texts.removeIf(String::isEmpty);
    conversation.addAssistantMessage(String.join("\n\n", texts));
  }

  private void readToolUse(JsonNode block, String path) {
    for (String field : List.of("id", "name")) {
      if (!block.path(field).isTextual() || block.path(field).textValue().isEmpty()) {
        throw AnthropicApiException.invalid(path + "." + field + ": Field required");
      }
    }
    if (!block.path("input").isObject()) {
      throw AnthropicApiException.invalid(path + ".input: Input should be a valid dictionary");
    }
    if (!conversation.addToolCall(block.path("id").textValue(), block.path("name").textValue())) {
      throw AnthropicApiException.invalid("messages: `tool_use` ids must be unique");
    }
  }

  /** Throws if tool calls have no results although the message at the path should have them. */
  private void requireResults(String path) {
    List<String> missing = conversation.unansweredCalls();
    if (!missing.isEmpty()) {
      throw AnthropicApiException.invalid(
          path
              + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
              + String.join(", ", missing)
              + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
              + " message.");
    }
  }

  private String texts(JsonNode content, String role, String path) {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < content.size(); index++) {
      texts.add(readBlock(role, content.path(index), path + "." + index));
    }
    texts.removeIf(String::isEmpty);
    return String.join("\n\n", texts);
  }

  private String readBlock(String role, JsonNode block, String path) {
    if (block.isTextual()) {
      blocks.addText(role, block.textValue());
      return block.textValue();
    }
    return blocks.add(role, block, path);
  }

  /** A string stands for one block with that text. */
  private static JsonNode asBlocks(JsonNode content) {
    return content.isTextual() ? JsonNodeFactory.instance.arrayNode().add(content) : content;
  }

  private static Attachments attachments(JsonNode block) {
    return switch (block.path("type").asText("")) {
      case "image" -> Attachments.IMAGE;
      case "document" -> Attachments.FILE;
      default -> Attachments.NONE;
    };
  }
}
