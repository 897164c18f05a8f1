package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.ThoughtBinding;
import dev.firstword.simulator.thinking.ThoughtSignature;
import java.util.List;

/**
 * Checks that the thoughts in a request follow the conversation in which they were written, as
 * today's models require. Breakpoints are no part of it. Thoughts of other models are ignored, as
 * the real API drops them without an error.
 */
final class ThoughtBindings {
  /** The models that enforce it, by the prefix of their names; from the documentation. */
  private static final List<String> ENFORCING =
      List.of(
          "claude-fable-5",
          "claude-mythos-5",
          "claude-opus-5-5",
          "claude-sonnet-5-5",
          "claude-haiku-5-5");

  private final ThoughtBinding.Tracker tracker;
  private final boolean isEnforced;

  private ThoughtBindings(String model) {
    tracker = new ThoughtBinding.Tracker(model);
    isEnforced = ENFORCING.stream().anyMatch(model::startsWith);
  }

  /**
   * Checks a valid request.
   *
   * @return what the thought of its answer is bound to
   */
  static ThoughtBinding check(String model, JsonNode body) {
    ThoughtBindings bindings = new ThoughtBindings(model);
    bindings.read(body);
    return bindings.tracker.next();
  }

  private void read(JsonNode body) {
    body.path("tools").forEach(tool -> tracker.add("tool:" + withoutCacheControl(tool)));
    readText("system", body.path("system"));
    JsonNode messages = body.path("messages");
    for (int index = 0; index < messages.size(); index++) {
      String role = messages.path(index).path("role").asText();
      JsonNode content = messages.path(index).path("content");
      readText(role, content);
      for (int block = 0; content.isArray() && block < content.size(); block++) {
        readBlock(role, content.path(block), "messages." + index + ".content." + block);
      }
    }
  }

  /** A string stands for one block with that text. */
  private void readText(String role, JsonNode content) {
    if (content.isTextual()) {
      tracker.add(role + ":text:" + content.textValue());
    } else if (role.equals("system")) {
      content.forEach(block -> readBlock(role, block, "system"));
    }
  }

  private void readBlock(String role, JsonNode block, String path) {
    switch (block.path("type").asText()) {
      case "thinking" -> readThought(block.path("signature").asText(), path);
      case "redacted_thinking" -> readThought(block.path("data").asText(), path);
      case "text" -> tracker.add(role + ":text:" + block.path("text").asText());
      default -> tracker.add(role + ":" + withoutCacheControl(block));
    }
  }

  private void readThought(String signature, String path) {
    ThoughtBinding binding = ThoughtSignature.binding(signature);
    if (tracker.isOwn(binding) && !tracker.addThought(binding, signature) && isEnforced) {
      throw AnthropicApiException.invalid(
          path + ": this `thinking` block is bound to a different conversation");
    }
  }

  private static String withoutCacheControl(JsonNode node) {
    JsonNode copy = node.deepCopy();
    remove(copy);
    return copy.toString();
  }

  private static void remove(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("cache_control");
    }
    if (node.path("content") instanceof ArrayNode parts) {
      parts.forEach(ThoughtBindings::remove);
    }
  }
}
