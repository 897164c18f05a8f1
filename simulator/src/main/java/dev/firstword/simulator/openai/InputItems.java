package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.ConversationBuilder;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/** Parses the input of a Responses API request: a text, or items. */
final class InputItems {
  private final List<PromptBlock> blocks;
  private final ReasoningItems reasoning;
  private final ConversationBuilder conversation = new ConversationBuilder();
  private final List<String> systemTexts = new ArrayList<>();

  /**
   * Creates a reader.
   *
   * @param blocks receives the blocks of the prompt
   */
  InputItems(List<PromptBlock> blocks, boolean isStored) {
    this.blocks = blocks;
    reasoning = new ReasoningItems(isStored);
  }

  ConversationBuilder conversation() {
    return conversation;
  }

  String system() {
    return String.join("\n\n", systemTexts);
  }

  void read(RequestFields fields, boolean isThinkingOff) {
    JsonNode input = fields.path("input");
    if (!fields.has("input")) {
      throw OpenAiApiException.missing("input");
    }
    if (input.isTextual()) {
      addBlock("user", input.textValue());
      conversation.addUserMessage(input.textValue(), Attachments.NONE);
      return;
    }
    if (!input.isArray() || input.isEmpty()) {
      throw OpenAiApiException.wrongType("input", "a string or an array of items");
    }
    for (int index = 0; index < input.size(); index++) {
      readItem(input.path(index), "input[" + index + "]");
    }
    conversation.unansweredCalls().stream()
        .findFirst()
        .ifPresent(id -> {
          throw OpenAiApiException.invalid(
              "No tool output found for function call " + id + ".", "input");
        });
    reasoning.finish(isThinkingOff);
    if (conversation.messages().isEmpty()) {
      conversation.addUserMessage(system(), Attachments.NONE);
    }
  }

  private void readItem(JsonNode item, String path) {
    if (!item.isObject()) {
      throw OpenAiApiException.wrongType(path, "an object");
    }
    switch (item.path("type").asText("message")) {
      case "message" -> readMessage(item, path);
      case "reasoning" -> {
        reasoning.onReasoning(item);
        addBlock("reasoning", item.toString());
      }
      case "function_call" -> readCall(item, path);
      case "function_call_output" -> readOutput(item, path);
      case "item_reference" -> throw ReasoningItems.notFound(item.path("id").asText(""));
      default ->
          throw OpenAiApiException.invalid(
              "Invalid value: '"
                  + item.path("type").asText()
                  + "'. Supported values are: 'message', 'reasoning', 'function_call',"
                  + " 'function_call_output' and 'item_reference'.",
              path + ".type");
    }
  }

  private void readMessage(JsonNode item, String path) {
    InputContent content = InputContent.read(item.path("content"), path + ".content");
    String role = item.path("role").asText("");
    switch (role) {
      case "user" -> {
        reasoning.onUserMessage();
        conversation.addUserMessage(content.text(), content.attachments());
      }
      case "assistant" -> {
        reasoning.onOutput(item);
        conversation.addAssistantMessage(content.text());
      }
      case "system", "developer" -> systemTexts.add(content.text());
      default ->
          throw OpenAiApiException.invalid(
              "Invalid value: '"
                  + role
                  + "'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
              path + ".role");
    }
    addBlock(role, content.text());
    blocks.addAll(content.media());
  }

  private void readCall(JsonNode item, String path) {
    for (String field : List.of("call_id", "name", "arguments")) {
      if (!item.path(field).isTextual()) {
        throw OpenAiApiException.missing(path + "." + field);
      }
    }
    reasoning.onOutput(item);
    addBlock("assistant", item.path("name").textValue() + item.path("arguments").textValue());
    conversation.addToolCall(item.path("call_id").textValue(), item.path("name").textValue());
  }

  private void readOutput(JsonNode item, String path) {
    if (!item.path("call_id").isTextual()) {
      throw OpenAiApiException.missing(path + ".call_id");
    }
    String id = item.path("call_id").textValue();
    InputContent content = InputContent.read(item.path("output"), path + ".output");
    if (!conversation.addToolResult(id, content.text(), false, content.attachments())) {
      throw OpenAiApiException.invalid(
          "No tool call found for function call output with call_id " + id + ".", "input");
    }
    addBlock("tool", content.text());
    blocks.addAll(content.media());
  }

  private void addBlock(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCounter.count(content)));
  }
}
