package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.prompt.Ask;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCount;
import dev.firstword.simulator.prompt.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads and validates the body of a request for a chat completion. */
final class ChatReader {
  private static final int MOST_STOPS = 4;
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private final Incoming request;
  private final RequestFields fields;
  private final List<PromptBlock> blocks = new ArrayList<>();
  private final List<String> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  ChatReader(Incoming request, RequestFields fields) {
    this.request = request;
    this.fields = fields;
  }

  Ask read() {
    String name = fields.text("model");
    boolean streamed = fields.flag("stream");
    if (fields.has("stream_options") && !streamed) {
      throw RefusedException.invalid(
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          "stream_options");
    }
    if (fields.positive("n").orElse(1) > 1) {
      throw RefusedException.invalid("The simulator answers with one choice only.", "n");
    }
    fields.checkNumber("temperature", 2);
    fields.checkNumber("top_p", 1);
    List<String> stops = fields.texts("stop").orElse(List.of());
    if (stops.size() > MOST_STOPS) {
      throw RefusedException.invalid("Invalid 'stop': array too long.", "stop");
    }
    int maxTokens =
        fields
            .positive("max_completion_tokens")
            .orElse(fields.positive("max_tokens").orElse(Integer.MAX_VALUE));
    readTools();
    readMessages();
    String model = request.model(name).orElseThrow(() -> RefusedException.unknownModel(name));
    String systemText = String.join("\n\n", system);
    if (turns.isEmpty()) {
      turns.add(new Turn(Turn.Role.USER, systemText));
    }
    return new Ask(
        model,
        streamed,
        maxTokens,
        stops,
        systemText,
        turns,
        new CacheablePrompt.Automatic(blocks));
  }

  private void readTools() {
    if (!fields.has("tools")) {
      return;
    }
    if (!fields.path("tools").isArray()) {
      throw RefusedException.wrongType("tools", "an array of objects");
    }
    fields.path("tools").forEach(tool -> add("tool", tool.toString()));
  }

  private void readMessages() {
    JsonNode messages = fields.path("messages");
    if (!fields.has("messages")) {
      throw RefusedException.missing("messages");
    }
    if (!messages.isArray()) {
      throw RefusedException.wrongType("messages", "an array of objects");
    }
    if (messages.isEmpty()) {
      throw RefusedException.invalid(
          "Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages");
    }
    for (int index = 0; index < messages.size(); index++) {
      readMessage(messages.path(index), "messages[" + index + "]");
    }
  }

  private void readMessage(JsonNode message, String path) {
    if (!message.isObject()) {
      throw RefusedException.wrongType(path, "an object");
    }
    String role = message.path("role").asText("");
    if (!ROLES.contains(role)) {
      throw RefusedException.invalid(
          "Invalid value: '"
              + role
              + "'. Supported values are: 'system', 'developer', 'user',"
              + " 'assistant', 'tool' and 'function'.",
          path + ".role");
    }
    String text = content(message, role, path + ".content");
    add(role, text);
    switch (role) {
      case "system", "developer" -> system.add(text);
      case "assistant" -> turns.add(new Turn(Turn.Role.ASSISTANT, text));
      default -> turns.add(new Turn(Turn.Role.USER, text));
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
          default -> throw RefusedException.wrongType(path, "parts of a known type");
        }
      }
      return String.join("\n\n", texts);
    }
    if (role.equals("assistant") && !content.isObject()) {
      return message.path("tool_calls").isArray() ? message.path("tool_calls").toString() : "";
    }
    throw RefusedException.wrongType(path, "a string or an array of objects");
  }

  private void add(String role, String text) {
    String content = role + ":" + text + "\n";
    blocks.add(new PromptBlock(content, TokenCount.of(content)));
  }
}
