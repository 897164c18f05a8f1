package dev.firstword.core.provider;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.PromptTiers;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one model is sent of what a request asks for, or why it cannot be.
 *
 * @param thinking how thinking is requested
 * @param options what is sent of the options
 * @param isExact whether nothing may be left out
 * @param refusal something that the model does not take, as the object of "does not take"; null if
 *     it takes everything that is sent
 */
public record OptionPlan(
    ThinkingPlan thinking, GenerationOptions options, boolean isExact, @Nullable String refusal) {

  /** What {@code thinking} is called in a refusal. */
  public static final String THINKING = ModelOption.THINKING.phrase();

  /**
   * A model as a request meets it.
   *
   * @param api the API of its provider; null for one without limits of its own
   * @param unsupported options that it does not take whatever its capabilities say
   * @param learned options that its provider has refused since
   */
  public record Target(
      @Nullable ModelApi api,
      ModelCapabilities capabilities,
      Set<ModelOption> unsupported,
      Set<ModelOption> learned) {

    public Target {
      unsupported = Set.copyOf(unsupported);
      learned = Set.copyOf(learned);
    }

    private boolean lacks(ModelOption option) {
      return unsupported.contains(option) || learned.contains(option);
    }
  }

  /**
   * Plans a request.
   *
   * @param policy how to handle options that the model does not take
   */
  public static OptionPlan of(
      Target target, ThinkingOption asked, GenerationOptions options, UnsupportedOptions policy) {
    boolean isExact = policy == UnsupportedOptions.REFUSE;
    Set<ModelOption> all =
        target.learned.isEmpty() ? target.unsupported : union(target.unsupported, target.learned);
    ThinkingPlan planned = ThinkingPlan.of(asked, target.capabilities, all);
    ThinkingPlan thinking =
        options.tools().isEmpty()
            ? planned
            : planned.withNotesBetweenTools(target.capabilities.thinking());
    if (asked.requiresThinking()
        && (thinking.control() == ThinkingControl.NONE || target.lacks(ModelOption.THINKING))) {
      return new OptionPlan(thinking, options, isExact, THINKING);
    }
    if (isExact && !asked.equals(ThinkingOption.AUTO) && isLess(thinking, target)) {
      return new OptionPlan(thinking, options, true, refusalOf(asked));
    }
    int maxOutput = target.capabilities.maxOutputTokens();
    Integer maxTokens = options.maxTokens();
    if (isExact && maxTokens != null && maxTokens > maxOutput) {
      return new OptionPlan(thinking, options, true, "\"max_tokens\" above " + maxOutput);
    }
    GenerationOptions sent = isExact ? options : withoutStyle(options, target.learned);
    if (maxTokens != null && maxTokens > maxOutput) {
      sent = sent.withMaxTokens(maxOutput);
    }
    Optional<OptionRules.Violation> violation =
        OptionRules.violation(target.api, sent, thinking, target.capabilities, all);
    if (violation.isPresent()
        && violation.get().isSampling()
        && policy == UnsupportedOptions.OMIT) {
      sent = sent.withSampling(null, null);
      violation = OptionRules.violation(target.api, sent, thinking, target.capabilities, all);
    }
    return new OptionPlan(
        thinking, sent, isExact, violation.map(OptionRules.Violation::option).orElse(null));
  }

  /** Whether the model is sent something other than what was asked for. */
  private static boolean isLess(ThinkingPlan thinking, Target target) {
    ThinkingFields whole =
        ThinkingPlan.of(thinking.asked(), target.capabilities, Set.of()).fields();
    return thinking.isTranslated()
        || thinking.fields().budgetTokens() >= target.capabilities.maxOutputTokens()
        || thinking.fields().type() != whole.type()
        || thinking.fields().effort() != whole.effort();
  }

  private static String refusalOf(ThinkingOption asked) {
    return switch (asked.level()) {
      case BUDGET -> "a number of tokens as \"thinking\"";
      case OFF, AUTO, LOW, MEDIUM, HIGH ->
          "\"thinking\" of \"" + asked.level().name().toLowerCase(Locale.ROOT) + "\"";
    };
  }

  /** What a provider refused is not asked for again. */
  private static GenerationOptions withoutStyle(
      GenerationOptions options, Set<ModelOption> refused) {
    GenerationOptions left = options;
    for (ModelOption option : refused) {
      if (option.isStyle()) {
        left = option.removeFrom(left);
      }
    }
    return left;
  }

  private static Set<ModelOption> union(Set<ModelOption> some, Set<ModelOption> others) {
    Set<ModelOption> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Returns what is sent besides the prompt that the provider's cache depends on. */
  public PromptTiers tiers() {
    StringBuilder tools = new StringBuilder();
    for (ToolDefinition tool : options.tools()) {
      append(tools, tool.name(), tool.description(), tool.schema());
    }
    ResponseFormat format = options.responseFormat();
    if (format != null) {
      append(tools, format.name(), String.valueOf(format.schema())); // OpenAI caches it with them.
    }
    StringBuilder settings = new StringBuilder();
    if (!options.toolChoice().equals(ToolChoice.AUTO)) {
      append(settings, "tool_choice", options.toolChoice().toString());
    }
    ThinkingFields fields = thinking.fields();
    if (fields.type() != null || fields.effort() != null || fields.budgetTokens() > 0) {
      append(
          settings,
          "thinking",
          String.valueOf(fields.type()),
          String.valueOf(fields.effort()),
          String.valueOf(fields.budgetTokens()));
    }
    return new PromptTiers(tools.toString(), options.tools().size(), settings.toString());
  }

  private static void append(StringBuilder text, String... values) {
    for (String value : values) {
      text.append(value).append('\n');
    }
  }

  /**
   * Returns the request to send. A thought and its answer both fit into the longest output of the
   * model.
   *
   * @param maxTokens the longest answer requested
   */
  public ModelRequest request(
      String model,
      ModelCapabilities capabilities,
      Prompt prompt,
      int maxTokens,
      @Nullable String traceparent) {
    int longest = capabilities.maxOutputTokens();
    int leastThought = Math.min(thinking.reservedTokens(), ThinkingOption.MIN_BUDGET_TOKENS);
    int answer = Math.min(maxTokens, longest - leastThought);
    return new ModelRequest(model, prompt, answer, traceparent)
        .withThinking(thinking.withReservedAtMost(longest - answer))
        .withOptions(options)
        .exactIf(isExact)
        .keepingThoughts(capabilities.thoughts().areKept());
  }
}
