package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.cache.PromptComparison;
import dev.firstword.simulator.cache.PromptComparison.Difference;
import dev.firstword.simulator.cache.PromptComparison.Request;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.PromptRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code diagnostics} of a message: how its request differs from that of an earlier message. A
 * request without the field leaves nothing to compare with.
 */
final class CacheDiagnostics {
  private static final String FIELD = "diagnostics";
  private static final String PREVIOUS = "previous_message_id";
  private static final String UNAVAILABLE = "unavailable";

  /** Parameters that lose what is cached without being part of the prompt. */
  private static final List<String> OTHERS = List.of("tool_choice", "thinking", "output_config");

  private final PromptComparison comparison = new PromptComparison();

  /**
   * Compares a valid request and keeps it for the next one.
   *
   * @return the value of the message's field; empty if the request does not ask for it
   */
  Optional<JsonNode> diagnose(JsonNode body, PromptRequest prompt, String messageId) {
    JsonNode asked = body.path(FIELD);
    if (!asked.isObject()) {
      return Optional.empty();
    }
    JsonNode previous = asked.path(PREVIOUS);
    if (!previous.isTextual() && !previous.isNull()) {
      throw AnthropicApiException.invalid(
          FIELD + "." + PREVIOUS + ": Input should be a valid string");
    }
    Request request = request(body, prompt);
    JsonNode found = previous.isNull() ? NullNode.instance : compare(previous.asText(), request);
    comparison.keep(messageId, request);
    return Optional.of(found);
  }

  private JsonNode compare(String previous, Request request) {
    Optional<Request> earlier = comparison.find(previous);
    if (earlier.isEmpty()) {
      return reason("previous_message_not_found");
    }
    Optional<Difference> difference =
        PromptComparison.between(earlier.get(), request, "messages_changed");
    if (difference.isEmpty()) {
      return NullNode.instance;
    }
    ObjectNode found = reason(difference.get().reason());
    if (!difference.get().reason().equals(UNAVAILABLE)) {
      ((ObjectNode) found.path("cache_miss_reason"))
          .put("cache_missed_input_tokens", difference.get().missedTokens());
    }
    return found;
  }

  private static ObjectNode reason(String type) {
    ObjectNode diagnostics = JsonNodeFactory.instance.objectNode();
    diagnostics.putObject("cache_miss_reason").put("type", type);
    return diagnostics;
  }

  private static Request request(JsonNode body, PromptRequest prompt) {
    List<PromptBlock> blocks = prompt.cacheablePrompt().blocks();
    int tools = body.path("tools").size();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model_changed", prompt.model() + body.path("speed"));
    settings.put("tools_changed", withoutBreakpoints(body.path("tools")));
    settings.put("system_changed", withoutBreakpoints(body.path("system")));
    StringBuilder others = new StringBuilder();
    OTHERS.forEach(field -> others.append(body.path(field)).append('\n'));
    settings.put(UNAVAILABLE, others.toString());
    List<String> messages = new ArrayList<>();
    body.path("messages").forEach(message -> messages.add(withoutBreakpoints(message)));
    return new Request(
        settings,
        messages,
        Map.of("system_changed", PromptComparison.tokensOf(blocks, tools)),
        prompt.cacheablePrompt().tokens());
  }

  /**
   * A moved breakpoint changes nothing that is cached; neither does a text that becomes a block.
   */
  private static String withoutBreakpoints(JsonNode node) {
    JsonNode copy = node.deepCopy();
    copy.findParents("cache_control").forEach(each -> ((ObjectNode) each).remove("cache_control"));
    JsonNode content = copy.path("content");
    if (content.size() == 1 && content.path(0).path("type").asText().equals("text")) {
      ((ObjectNode) copy).put("content", content.path(0).path("text").asText());
    }
    if (copy.isArray() && copy.size() == 1 && copy.path(0).path("type").asText().equals("text")) {
      return copy.path(0).path("text").toString();
    }
    return copy.toString();
  }
}
