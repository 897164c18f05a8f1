package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the real models refuse although the API has it. From Anthropic's documentation, November
 * 2026. The longest matching prefix of a model's name applies; other models take everything.
 */
final class ModelRestrictions {
  private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");
  private static final Set<String> EFFORTS_OF_4_6 = Set.of("low", "medium", "high", "max");

  private static final Set<String> ADAPTIVE = Set.of("adaptive");
  private static final Set<String> OPTIONAL = Set.of("adaptive", "disabled");

  /** Longer prefixes precede the shorter ones that they extend. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("claude-fable-5", ADAPTIVE, EFFORTS, false, false, 128_000),
          new Rule("claude-mythos-5", ADAPTIVE, EFFORTS, false, false, 128_000),
          new Rule("claude-opus-5-5", ADAPTIVE, EFFORTS, false, false, 128_000),
          new Rule(
              "claude-sonnet-5-5",
              Set.of("adaptive", "between_tools"),
              EFFORTS,
              false,
              false,
              128_000),
          new Rule("claude-haiku-5-5", OPTIONAL, EFFORTS, false, true, 128_000),
          new Rule("claude-opus-5", OPTIONAL, EFFORTS, false, true, 128_000),
          new Rule("claude-sonnet-5", OPTIONAL, EFFORTS, false, true, 128_000),
          new Rule("claude-opus-4-8", OPTIONAL, EFFORTS, false, true, 128_000),
          new Rule("claude-opus-4-7", OPTIONAL, EFFORTS, false, true, 128_000),
          new Rule(
              "claude-opus-4-6",
              Set.of("adaptive", "enabled", "disabled"),
              EFFORTS_OF_4_6,
              true,
              true,
              128_000),
          new Rule(
              "claude-sonnet-4-6",
              Set.of("adaptive", "enabled", "disabled"),
              EFFORTS_OF_4_6,
              true,
              true,
              128_000),
          budgetOnly("claude-haiku-4-5"),
          budgetOnly("claude-sonnet-4-5"),
          budgetOnly("claude-opus-4-5"));

  private ModelRestrictions() {}

  private static Rule budgetOnly(String prefix) {
    return new Rule(prefix, Set.of("enabled", "disabled"), Set.of(), true, true, 64_000);
  }

  /**
   * What the models with a prefix take.
   *
   * @param thinkingTypes the types of {@code thinking}
   * @param efforts the values of {@code output_config.effort}
   * @param samples whether {@code temperature}, {@code top_p} and {@code top_k} may differ from
   *     their defaults
   * @param canBeForced whether {@code tool_choice} may demand a call
   */
  private record Rule(
      String prefix,
      Set<String> thinkingTypes,
      Set<String> efforts,
      boolean samples,
      boolean canBeForced,
      int maxTokens) {

    void check(JsonNode body) {
      checkThinking(body);
      if (!samples) {
        checkDefault(body, "temperature");
        checkDefault(body, "top_p");
        if (body.has("top_k")) {
          throw deprecated("top_k");
        }
      }
      String choice = body.path("tool_choice").path("type").asText("");
      if (!canBeForced && (choice.equals("any") || choice.equals("tool"))) {
        throw AnthropicApiException.invalid(
            "tool_choice: forcing tool use is not supported for this model.");
      }
      long asked = body.path("max_tokens").asLong();
      if (asked > maxTokens) {
        throw AnthropicApiException.invalid(
            "max_tokens: "
                + asked
                + " > "
                + maxTokens
                + ", which is the maximum allowed number of output tokens for this model");
      }
    }

    void describe(ObjectNode description) {
      description.put("max_input_tokens", maxTokens < 128_000 ? 200_000 : 1_000_000);
      description.put("max_tokens", maxTokens);
      ObjectNode capabilities = description.putObject("capabilities");
      ObjectNode types =
          capabilities.putObject("thinking").put("supported", true).putObject("types");
      for (String type : List.of("adaptive", "enabled", "disabled", "between_tools")) {
        types.putObject(type).put("supported", thinkingTypes.contains(type));
      }
      ObjectNode effort = capabilities.putObject("effort").put("supported", !efforts.isEmpty());
      for (String level : List.of("low", "medium", "high", "xhigh", "max")) {
        effort.putObject(level).put("supported", efforts.contains(level));
      }
      for (String feature :
          List.of("image_input", "pdf_input", "citations", "structured_outputs")) {
        capabilities.putObject(feature).put("supported", true);
      }
      // The simulator has none of these.
      for (String feature : List.of("batch", "code_execution", "context_management")) {
        capabilities.putObject(feature).put("supported", false);
      }
      ObjectNode serverTools = capabilities.putObject("server_tools").put("supported", false);
      for (String tool : List.of("code_execution", "web_search")) {
        serverTools.putObject(tool).put("supported", false);
      }
    }

    private void checkThinking(JsonNode body) {
      String type = body.path("thinking").path("type").asText("");
      if (!type.isEmpty() && !thinkingTypes.contains(type)) {
        throw AnthropicApiException.invalid(
            "\"thinking.type." + type + "\" is not supported for this model.");
      }
      String effort = body.path("output_config").path("effort").asText("");
      if (effort.isEmpty()) {
        return;
      }
      if (efforts.isEmpty()) {
        throw AnthropicApiException.invalid("This model does not support the effort parameter.");
      }
      if (!efforts.contains(effort)) {
        throw AnthropicApiException.invalid(
            "output_config.effort: '" + effort + "' is not supported for this model.");
      }
    }

    private static void checkDefault(JsonNode body, String field) {
      if (body.has(field) && body.path(field).asDouble() != 1) {
        throw deprecated(field);
      }
    }

    private static AnthropicApiException deprecated(String field) {
      return AnthropicApiException.invalid("`" + field + "` is deprecated for this model.");
    }
  }

  /** Throws if the model refuses the request. */
  static void check(String model, JsonNode body) {
    rule(model).ifPresent(rule -> rule.check(body));
  }

  /** Adds limits and capabilities to the description of a model; nothing if it has no rule. */
  static void describe(String model, ObjectNode description) {
    rule(model).ifPresent(rule -> rule.describe(description));
  }

  private static Optional<Rule> rule(String model) {
    return RULES.stream().filter(rule -> model.startsWith(rule.prefix)).findFirst();
  }
}
