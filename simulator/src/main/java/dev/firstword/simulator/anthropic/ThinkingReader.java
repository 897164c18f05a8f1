package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.ThinkingRequest.Mode;
import java.util.Optional;
import java.util.Set;

/** Parses and validates the {@code thinking} parameter of a request. */
final class ThinkingReader {
  private static final int MIN_BUDGET_TOKENS = 1_024;

  private ThinkingReader() {}

  /**
   * Returns what the parameter asks for before the first tool call. There, {@code between_tools}
   * asks for no thought.
   */
  static ThinkingRequest read(JsonNode thinking, int maxTokens) {
    if (thinking.isMissingNode() || thinking.isNull()) {
      return ThinkingRequest.MODEL_DEFAULT;
    }
    if (!thinking.isObject()) {
      throw AnthropicApiException.invalid("thinking: Input should be an object");
    }
    String type = type(thinking);
    return switch (type) {
      case "enabled" -> {
        rejectOtherFields(thinking, type, Set.of("type", "budget_tokens", "display"));
        yield new ThinkingRequest(
            Mode.ON, display(thinking, type), budgetTokens(thinking, maxTokens));
      }
      case "adaptive" -> {
        rejectOtherFields(thinking, type, Set.of("type", "display"));
        yield new ThinkingRequest(Mode.ON, display(thinking, type), Integer.MAX_VALUE);
      }
      case "disabled", "between_tools" -> {
        rejectOtherFields(thinking, type, Set.of("type"));
        yield ThinkingRequest.OFF;
      }
      default ->
          throw AnthropicApiException.invalid(
              "thinking: Input tag '"
                  + type
                  + "' found using 'type' does not match any of the expected tags: 'adaptive',"
                  + " 'between_tools', 'disabled', 'enabled'");
    };
  }

  /** Returns what the parameter asks for, given the number of steps with tool calls so far. */
  static ThinkingRequest afterSteps(ThinkingRequest asked, JsonNode thinking, int steps) {
    return steps > 0 && thinking.path("type").asText("").equals("between_tools")
        ? ThinkingRequest.ON
        : asked;
  }

  private static String type(JsonNode thinking) {
    if (!thinking.path("type").isTextual()) {
      throw AnthropicApiException.invalid("thinking.type: Field required");
    }
    return thinking.path("type").textValue();
  }

  private static void rejectOtherFields(JsonNode thinking, String type, Set<String> fields) {
    thinking
        .fieldNames()
        .forEachRemaining(field -> {
          if (!fields.contains(field)) {
            throw AnthropicApiException.invalid(
                "thinking." + type + "." + field + ": Extra inputs are not permitted");
          }
        });
  }

  private static Optional<ThinkingDisplay> display(JsonNode thinking, String type) {
    JsonNode value = thinking.path("display");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return switch (value.asText()) {
      case "summarized" -> Optional.of(ThinkingDisplay.SUMMARIZED);
      case "omitted" -> Optional.of(ThinkingDisplay.OMITTED);
      case "updates" -> Optional.of(ThinkingDisplay.UPDATES);
      default ->
          throw AnthropicApiException.invalid(
              "thinking."
                  + type
                  + ".display: Input should be 'summarized', 'omitted' or 'updates'");
    };
  }

  private static int budgetTokens(JsonNode thinking, int maxTokens) {
    String path = "thinking.enabled.budget_tokens";
    JsonNode value = thinking.path("budget_tokens");
    if (value.isMissingNode()) {
      throw AnthropicApiException.invalid(path + ": Field required");
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw AnthropicApiException.invalid(path + ": Input should be a valid integer");
    }
    if (value.intValue() < MIN_BUDGET_TOKENS) {
      throw AnthropicApiException.invalid(
          path + ": Input should be greater than or equal to " + MIN_BUDGET_TOKENS);
    }
    if (value.intValue() >= maxTokens) {
      throw AnthropicApiException.invalid(
          "`max_tokens` must be greater than `thinking.budget_tokens`");
    }
    return value.intValue();
  }
}
