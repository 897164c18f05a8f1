package dev.firstword.core.provider;

import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An API of model providers. One table says for all of them which options they do not take, so that
 * a request can be refused before anything is sent.
 */
public enum ModelApi {
  /** Anthropic's Messages API. */
  MESSAGES,
  /** Chat completions as most servers implement them. */
  CHAT_COMPLETIONS,
  /** Chat completions at OpenAI, whose reasoning models take fewer options. */
  OPENAI_CHAT_COMPLETIONS,
  /** OpenAI's Responses API. */
  RESPONSES;

  /** The shortest limit of an answer in the Responses API. */
  public static final int MIN_RESPONSES_MAX_TOKENS = 16;

  /**
   * As documented by the providers in November 2026; the first limit that applies is reported. What
   * an API takes while a model thinks, it must also take without: a turn may stop thinking.
   */
  private static final List<Limit> LIMITS =
      List.of(
          new Limit(
              "\"temperature\" or \"top_p\"",
              Set.of(MESSAGES),
              call -> call.samples() && call.control == ThinkingControl.ADAPTIVE),
          new Limit(
              "\"temperature\" or \"top_p\" while it thinks",
              Set.of(MESSAGES),
              call -> call.samples() && call.isToldToThink()),
          new Limit(
              "\"temperature\" or \"top_p\" unless \"thinking\" is \"off\"",
              Set.of(OPENAI_CHAT_COMPLETIONS, RESPONSES),
              call -> call.samples() && call.mayThink()),
          new Limit(
              "\"temperature\" together with \"top_p\"",
              Set.of(MESSAGES),
              call -> call.options.temperature() != null && call.options.topP() != null),
          new Limit(
              "a \"temperature\" above 1",
              Set.of(MESSAGES),
              call -> call.options.temperature() != null && call.options.temperature() > 1),
          new Limit("\"stop\"", Set.of(RESPONSES), call -> !call.options.stop().isEmpty()),
          new Limit(
              "\"stop\" unless \"thinking\" is \"off\"",
              Set.of(OPENAI_CHAT_COMPLETIONS),
              call -> !call.options.stop().isEmpty() && call.mayThink()),
          new Limit(
              "a \"stop\" of nothing but spaces",
              Set.of(MESSAGES),
              call -> call.options.stop().stream().anyMatch(String::isBlank)),
          new Limit(
              "\"tool_choice\" other than \"auto\" and \"none\" while it thinks",
              Set.of(MESSAGES),
              call -> ModelOption.TOOL_CHOICE.isAskedBy(call.options) && call.isToldToThink()),
          new Limit(
              "\"response_format\" without a schema",
              Set.of(MESSAGES),
              call -> {
                ResponseFormat format = call.options.responseFormat();
                return format != null && format.schema() == null;
              }),
          new Limit(
              "\"max_tokens\" below " + MIN_RESPONSES_MAX_TOKENS,
              Set.of(RESPONSES),
              call -> {
                Integer maxTokens = call.options.maxTokens();
                return maxTokens != null && maxTokens < MIN_RESPONSES_MAX_TOKENS;
              }));

  /**
   * Something that some of the APIs do not take.
   *
   * @param option what a request asks for, as the object of "does not take"
   */
  private record Limit(String option, Set<ModelApi> apis, Predicate<Call> isExceeded) {}

  /** What a request asks of a model that is told to think in some way. */
  private record Call(GenerationOptions options, ThinkingOption thinking, ThinkingControl control) {

    boolean samples() {
      return options.temperature() != null || options.topP() != null;
    }

    boolean isToldToThink() {
      return control != ThinkingControl.NONE && thinking.requiresThinking();
    }

    boolean mayThink() {
      return control != ThinkingControl.NONE && thinking.level() != ThinkingOption.Level.OFF;
    }
  }

  /**
   * Returns something that a request asks for and this API does not take, as the object of "does
   * not take"; empty if it takes everything.
   *
   * @param control how the model is told to think
   */
  public Optional<String> unsupported(
      GenerationOptions options, ThinkingOption thinking, ThinkingControl control) {
    Call call = new Call(options, thinking, control);
    return LIMITS.stream()
        .filter(limit -> limit.apis.contains(this) && limit.isExceeded.test(call))
        .findFirst()
        .map(Limit::option);
  }
}
