package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.cache.PromptComparison;
import dev.firstword.simulator.cache.PromptComparison.Difference;
import dev.firstword.simulator.cache.PromptComparison.Request;
import dev.firstword.simulator.prompt.PromptRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code prompt_cache_diagnostics} of a response: how its request differs from that of the
 * response it is compared with. Models before GPT-5.6 refuse the options.
 */
final class CacheDiagnostics {
  private static final String OPTIONS = "prompt_cache_options";
  private static final String COMPARED = "comparison_response_id";
  private static final Set<String> FIELDS = Set.of("mode", "ttl", "prewarm", COMPARED);
  private static final List<String> WITHOUT = List.of("gpt-4", "gpt-5-", "o1", "o3", "o4");

  private final PromptComparison comparison = new PromptComparison();

  /**
   * Compares a valid request and keeps it for later ones.
   *
   * @return the value of the response's field; empty if the request does not ask for it
   */
  Optional<ObjectNode> diagnose(JsonNode body, PromptRequest prompt, String responseId) {
    JsonNode options = body.path(OPTIONS);
    if (body.hasNonNull(OPTIONS)) {
      check(options, prompt.model());
    }
    Request request = request(body, prompt);
    String compared = options.path(COMPARED).asText("");
    Optional<ObjectNode> found =
        compared.isEmpty() ? Optional.empty() : Optional.of(compare(compared, request));
    comparison.keep(responseId, request);
    return found;
  }

  private static void check(JsonNode options, String model) {
    boolean isUnsupported = model.equals("gpt-5") || WITHOUT.stream().anyMatch(model::startsWith);
    if (isUnsupported) {
      throw new OpenAiApiException(
          new OpenAiError(
              400,
              "Unsupported parameter: '" + OPTIONS + "' is not supported with this model.",
              "invalid_request_error",
              OPTIONS,
              "unsupported_parameter"));
    }
    options
        .fieldNames()
        .forEachRemaining(field -> {
          if (!FIELDS.contains(field)) {
            throw OpenAiApiException.invalid(
                "Unknown parameter: '" + OPTIONS + "." + field + "'.", OPTIONS + "." + field);
          }
        });
  }

  private ObjectNode compare(String compared, Request request) {
    Optional<Request> earlier = comparison.find(compared);
    if (earlier.isEmpty()) {
      return miss("comparison_response_not_found", 0);
    }
    Optional<Difference> difference =
        PromptComparison.between(earlier.get(), request, "input_changed");
    return difference
        .map(found -> miss(found.reason(), found.missedTokens()))
        .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("type", "cache_hit"));
  }

  private static ObjectNode miss(String reason, int tokens) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "cache_miss")
        .put("reason", reason)
        .put("cache_missed_tokens", tokens);
  }

  private static Request request(JsonNode body, PromptRequest prompt) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model_changed", prompt.model());
    settings.put("prompt_cache_key_changed", body.path("prompt_cache_key").asText(""));
    settings.put("service_tier_changed", body.path("service_tier").asText(""));
    settings.put("tools_changed", body.path("tools").toString());
    settings.put("text_format_changed", body.path("text").path("format").toString());
    settings.put("reasoning_effort_changed", body.path("reasoning").path("effort").asText(""));
    List<String> input = new ArrayList<>();
    input.add(body.path("instructions").toString());
    body.path("input").forEach(item -> input.add(item.toString()));
    return new Request(settings, input, Map.of(), prompt.cacheablePrompt().tokens());
  }
}
