package dev.firstword.simulator.openai;

import java.util.List;

/**
 * What the real models refuse although the API has it. From OpenAI's documentation, November 2026.
 * The longest matching prefix of a model's name applies; other models take everything.
 */
final class ModelRestrictions {

  /** Longer prefixes precede the shorter ones that they extend. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("gpt-6.2-", false, ChatTools.NEVER, 128_000),
          new Rule("gpt-6.1-", false, ChatTools.NEVER, 128_000),
          new Rule("gpt-6-astra", false, ChatTools.NEVER, 128_000),
          new Rule("gpt-6-", true, ChatTools.WITHOUT_REASONING, 128_000),
          new Rule("gpt-5", false, ChatTools.ALWAYS, 128_000),
          new Rule("o3", false, ChatTools.ALWAYS, 100_000));

  private ModelRestrictions() {}

  private enum ChatTools {
    ALWAYS,
    WITHOUT_REASONING,
    NEVER
  }

  /**
   * What the reasoning models with a prefix take.
   *
   * @param canStopReasoning whether they take the effort {@code none}
   * @param chatTools when they take tools in chat completions
   */
  private record Rule(String prefix, boolean canStopReasoning, ChatTools chatTools, int maxTokens) {

    void check(RequestFields fields, String effort, boolean isChat) {
      String effortPath = isChat ? "reasoning_effort" : "reasoning.effort";
      boolean isOff = effort.equals("none");
      if (isOff && !canStopReasoning) {
        throw new OpenAiApiException(
            new OpenAiError(
                400,
                "Unsupported value: '" + effortPath + "' does not support 'none' with this model.",
                "invalid_request_error",
                effortPath,
                "unsupported_value"));
      }
      boolean isReasoning = !isOff;
      for (String field : List.of("temperature", "top_p")) {
        if (isReasoning && fields.has(field) && fields.path(field).asDouble() != 1) {
          throw unsupported(field);
        }
      }
      if (isReasoning && isChat && fields.has("stop")) {
        throw unsupported("stop");
      }
      if (isChat && fields.has("tools") && !takesChatTools(isReasoning)) {
        throw unsupported("tools");
      }
      for (String field : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
        if (fields.path(field).asLong() > maxTokens) {
          throw OpenAiApiException.invalid(
              field + " is too large: this model supports at most " + maxTokens + " tokens.",
              field);
        }
      }
    }

    private boolean takesChatTools(boolean isReasoning) {
      return switch (chatTools) {
        case ALWAYS -> true;
        case WITHOUT_REASONING -> !isReasoning;
        case NEVER -> false;
      };
    }

    private static OpenAiApiException unsupported(String parameter) {
      return new OpenAiApiException(
          new OpenAiError(
              400,
              "Unsupported parameter: '" + parameter + "' is not supported with this model.",
              "invalid_request_error",
              parameter,
              "unsupported_parameter"));
    }
  }

  /** Throws if the model refuses the request in chat completions. */
  static void checkChat(String model, RequestFields fields) {
    check(model, fields, fields.path("reasoning_effort").asText(""), true);
  }

  /** Throws if the model refuses the request in the Responses API. */
  static void checkResponses(String model, RequestFields fields) {
    check(model, fields, fields.path("reasoning").path("effort").asText(""), false);
  }

  private static void check(String model, RequestFields fields, String effort, boolean isChat) {
    RULES.stream()
        .filter(rule -> model.startsWith(rule.prefix))
        .findFirst()
        .ifPresent(rule -> rule.check(fields, effort, isChat));
  }
}
