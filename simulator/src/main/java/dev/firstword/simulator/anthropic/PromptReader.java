package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ConversationBuilder;
import dev.firstword.simulator.prompt.ToolDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a prompt in caching order: tools, system, messages.
 *
 * <p>Settings that invalidate a section without being part of it are added to that section's first
 * block: citations to the system section, {@code tool_choice}, {@code thinking}, effort and images
 * to the messages.
 */
final class PromptReader {
  private final PromptBlockCollector blocks = new PromptBlockCollector();
  private final MessageReader messages = new MessageReader(blocks);
  private final List<ToolDefinition> tools;
  private final String system;

  PromptReader(JsonNode body, boolean isThinkingOff) {
    blocks.readRequestBreakpoint(body.path("cache_control"));
    tools = ToolReader.tools(body.path("tools"), blocks);
    blocks.startSection("system citations=" + hasAny(body, "citations"));
    String instructions = readSystem(body.path("system"));
    blocks.startSection(
        "messages tool_choice="
            + body.path("tool_choice")
            + " thinking="
            + body.path("thinking").path("type")
            + " effort="
            + body.path("output_config").path("effort")
            + " images="
            + body.path("messages").findValuesAsText("type").contains("image"));
    messages.read(MessagesRequestReader.required(body, "messages"), isThinkingOff);
    List<String> systemTexts = new ArrayList<>(messages.systemTexts());
    systemTexts.addFirst(instructions);
    system = String.join("\n\n", systemTexts);
  }

  String system() {
    return system;
  }

  List<ToolDefinition> tools() {
    return tools;
  }

  ConversationBuilder conversation() {
    return messages.conversation();
  }

  boolean endsWithAssistant() {
    return messages.endsWithAssistant();
  }

  CacheablePrompt cacheablePrompt() {
    return new CacheablePrompt.Explicit(blocks.finish());
  }

  private static boolean hasAny(JsonNode body, String field) {
    return body.findValues(field).stream().anyMatch(found -> found.path("enabled").asBoolean());
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
