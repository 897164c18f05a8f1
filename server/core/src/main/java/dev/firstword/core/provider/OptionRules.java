package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.Availability;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What APIs and models do not take: one table, so that a request can be refused or translated
 * before anything is sent.
 */
final class OptionRules {

  private static final Set<ModelApi> ANY = EnumSet.allOf(ModelApi.class);
  private static final Set<ModelApi> OF_OPENAI =
      Set.of(ModelApi.OPENAI_CHAT_COMPLETIONS, ModelApi.RESPONSES);

  /**
   * As documented by the providers in November 2026; the first rule that applies is reported. What
   * an API takes while a model thinks, it must also take without: a turn may stop thinking.
   */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "\"temperature\" or \"top_p\"",
              ANY,
              true,
              call -> call.samples() && !call.model.hasSampling()),
          new Rule(
              "\"temperature\" or \"top_p\" while it thinks",
              Set.of(ModelApi.MESSAGES),
              true,
              call -> call.samples() && call.thinking.isToldToThink()),
          new Rule(
              "\"temperature\" or \"top_p\" unless \"thinking\" is \"off\"",
              OF_OPENAI,
              true,
              call -> call.samples() && call.thinking.mayThink()),
          new Rule(
              "\"temperature\" together with \"top_p\"",
              Set.of(ModelApi.MESSAGES),
              true,
              call -> call.options.temperature() != null && call.options.topP() != null),
          new Rule(
              "a \"temperature\" above 1",
              Set.of(ModelApi.MESSAGES),
              true,
              call -> call.options.temperature() != null && call.options.temperature() > 1),
          new Rule(
              "\"stop\"",
              Set.of(ModelApi.RESPONSES),
              false,
              call -> !call.options.stop().isEmpty()),
          new Rule(
              "\"stop\" unless \"thinking\" is \"off\"",
              Set.of(ModelApi.OPENAI_CHAT_COMPLETIONS),
              false,
              call -> !call.options.stop().isEmpty() && call.thinking.mayThink()),
          new Rule(
              "a \"stop\" of nothing but spaces",
              Set.of(ModelApi.MESSAGES),
              false,
              call -> call.options.stop().stream().anyMatch(String::isBlank)),
          new Rule(
              "\"tools\" in chat completions",
              Set.of(ModelApi.OPENAI_CHAT_COMPLETIONS),
              false,
              call ->
                  !call.options.tools().isEmpty()
                      && call.model.tools().inChatCompletions() == Availability.NEVER),
          new Rule(
              "\"tools\" in chat completions unless \"thinking\" is \"off\"",
              Set.of(ModelApi.OPENAI_CHAT_COMPLETIONS),
              false,
              call ->
                  !call.options.tools().isEmpty()
                      && call.thinking.mayThink()
                      && call.model.tools().inChatCompletions() == Availability.UNLESS_THINKING),
          new Rule(
              ModelOption.TOOL_CHOICE.phrase(),
              ANY,
              false,
              call -> call.forcesTools() && call.model.tools().forced() == Availability.NEVER),
          new Rule(
              ModelOption.TOOL_CHOICE.phrase() + " while it thinks",
              Set.of(ModelApi.MESSAGES),
              false,
              call ->
                  call.forcesTools()
                      && call.thinking.isToldToThink()
                      && call.model.tools().forced() != Availability.ALWAYS),
          new Rule(
              "\"response_format\" without a schema",
              Set.of(ModelApi.MESSAGES),
              false,
              call -> {
                ResponseFormat format = call.options.responseFormat();
                return format != null && format.schema() == null;
              }),
          new Rule(
              "\"max_tokens\" below " + ModelApi.MIN_RESPONSES_MAX_TOKENS,
              Set.of(ModelApi.RESPONSES),
              false,
              call -> {
                Integer maxTokens = call.options.maxTokens();
                return maxTokens != null && maxTokens < ModelApi.MIN_RESPONSES_MAX_TOKENS;
              }));

  private OptionRules() {}

  /**
   * Something that some APIs or models do not take.
   *
   * @param option what a request asks for, as the object of "does not take"
   * @param isSampling whether it is the sampling, which can be left out without harm
   */
  private record Rule(
      String option, Set<ModelApi> apis, boolean isSampling, Predicate<Call> isBroken) {}

  /** What a request asks of a model, with the plan for its thinking. */
  private record Call(GenerationOptions options, ThinkingPlan thinking, ModelCapabilities model) {

    boolean samples() {
      return options.temperature() != null || options.topP() != null;
    }

    boolean forcesTools() {
      return ModelOption.TOOL_CHOICE.isAskedBy(options);
    }
  }

  /**
   * Something that a model does not take.
   *
   * @param option as the object of "does not take"
   * @param isSampling whether it is the sampling, which can be left out without harm
   */
  record Violation(String option, boolean isSampling) {}

  /**
   * Returns the first thing that is not taken; empty if everything is.
   *
   * @param api null for one without limits of its own
   * @param unsupported options that the model does not take whatever its capabilities say
   */
  static Optional<Violation> violation(
      @Nullable ModelApi api,
      GenerationOptions options,
      ThinkingPlan thinking,
      ModelCapabilities model,
      Set<ModelOption> unsupported) {
    // In the order of declaration, so that the same request always gets the same answer.
    Optional<Violation> named =
        Arrays.stream(ModelOption.values())
            .filter(option -> unsupported.contains(option) && option.isAskedBy(options))
            .findFirst()
            .map(option -> new Violation(option.phrase(), isSampling(option)));
    if (named.isPresent()) {
      return named;
    }
    Call call = new Call(options, thinking, model);
    return RULES.stream()
        .filter(rule -> api == null ? rule.apis.equals(ANY) : rule.apis.contains(api))
        .filter(rule -> rule.isBroken.test(call))
        .findFirst()
        .map(rule -> new Violation(rule.option, rule.isSampling));
  }

  private static boolean isSampling(ModelOption option) {
    return option == ModelOption.TEMPERATURE || option == ModelOption.TOP_P;
  }
}
