package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a prompt in the order in which it is cached: tools, system, messages.
 *
 * <p>What invalidates a later part without being in it goes into that part's first block: citations
 * into the system's, {@code tool_choice}, {@code thinking} and images into the messages'.
 */
final class PromptReader {
  private final PromptBlocks blocks = new PromptBlocks();
  private final List<Turn> turns = new ArrayList<>();
  private String system;

  PromptReader(JsonNode body) {
    blocks.readAutomaticMark(body.path("cache_control"));
    readTools(body.path("tools"));
    blocks.startPart("system citations=" + hasAny(body, "citations"));
    system = readSystem(body.path("system"));
    blocks.startPart(
        "messages tool_choice="
            + body.path("tool_choice")
            + " thinking="
            + body.path("thinking").path("type")
            + " images="
            + body.path("messages").findValuesAsText("type").contains("image"));
    readMessages(MessagesReader.required(body, "messages"));
  }

  String system() {
    return system;
  }

  List<Turn> turns() {
    return turns;
  }

  boolean endsWithAssistant() {
    return turns.getLast().role() == Turn.Role.ASSISTANT;
  }

  CacheablePrompt cacheable() {
    return new CacheablePrompt.Marked(blocks.finish());
  }

  private static boolean hasAny(JsonNode body, String field) {
    return body.findValues(field).stream().anyMatch(found -> found.path("enabled").asBoolean());
  }

  private void readTools(JsonNode tools) {
    if (tools.isMissingNode()) {
      return;
    }
    if (!tools.isArray()) {
      throw RefusedException.invalid("tools: Input should be a valid list");
    }
    for (int index = 0; index < tools.size(); index++) {
      JsonNode tool = tools.path(index);
      String path = "tools." + index;
      if (!tool.isObject()) {
        throw RefusedException.invalid(path + ": Input should be an object");
      }
      if (!tool.path("name").isTextual()) {
        throw RefusedException.invalid(path + ".name: Field required");
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
      throw RefusedException.invalid("system: Input should be a valid string or list");
    }
    for (int index = 0; index < value.size(); index++) {
      if (!value.path(index).path("type").asText().equals("text")) {
        throw RefusedException.invalid("system." + index + ".type: Input should be 'text'");
      }
    }
    return readBlocks(value, "system", "system");
  }

  private void readMessages(JsonNode messages) {
    if (!messages.isArray()) {
      throw RefusedException.invalid("messages: Input should be a valid list");
    }
    if (messages.isEmpty()) {
      throw RefusedException.invalid("messages: at least one message is required");
    }
    for (int index = 0; index < messages.size(); index++) {
      readMessage(messages.path(index), "messages." + index, index == messages.size() - 1);
    }
    if (turns.isEmpty() || turns.getFirst().role() != Turn.Role.USER) {
      throw RefusedException.invalid("messages: first message must use the \"user\" role");
    }
  }

  private void readMessage(JsonNode message, String path, boolean last) {
    if (!message.isObject()) {
      throw RefusedException.invalid(path + ": Input should be an object");
    }
    String role = message.path("role").asText("");
    boolean mayBeEmpty = last && role.equals("assistant");
    switch (role) {
      case "user" -> turns.add(new Turn(Turn.Role.USER, content(message, role, path, mayBeEmpty)));
      case "assistant" ->
          turns.add(new Turn(Turn.Role.ASSISTANT, content(message, role, path, mayBeEmpty)));
      case "system" -> system = system + "\n\n" + content(message, role, path, mayBeEmpty);
      default ->
          throw RefusedException.invalid(
              path + ".role: Input should be 'user', 'assistant' or 'system'");
    }
  }

  private String content(JsonNode message, String role, String path, boolean mayBeEmpty) {
    JsonNode content = message.path("content");
    if (content.isMissingNode()) {
      throw RefusedException.invalid(path + ".content: Field required");
    }
    if (!content.isTextual() && !content.isArray()) {
      throw RefusedException.invalid(path + ".content: Input should be a valid string or list");
    }
    boolean empty = content.isArray() ? content.isEmpty() : content.textValue().isEmpty();
    if (empty && !mayBeEmpty) {
      throw RefusedException.invalid(path + ": messages must have non-empty content");
    }
    if (content.isArray()) {
      return readBlocks(content, role, path + ".content");
    }
    blocks.addText(role, content.textValue());
    return content.textValue();
  }

  private String readBlocks(JsonNode content, String part, String path) {
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < content.size(); index++) {
      String text = blocks.add(part, content.path(index), path + "." + index);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return String.join("\n\n", texts);
  }
}
