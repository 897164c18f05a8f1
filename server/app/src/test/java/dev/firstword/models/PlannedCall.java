package dev.firstword.models;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.OptionPlan.Target;
import dev.firstword.core.provider.UnsupportedOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A known model behind one of the APIs of its provider. */
record PlannedCall(KnownModel model, ModelApi api) {

  private static final int MAX_TOKENS = 1_000;

  /** JSON is only answered to a prompt that mentions it. */
  private static final Prompt PROMPT =
      new Prompt("", List.of(new PromptMessage(Role.USER, "Answer in JSON: hello?")));

  /** Every model of the table behind every API that has it. */
  static List<PlannedCall> all() {
    return KnownModels.all().stream().flatMap(PlannedCall::of).toList();
  }

  private static Stream<PlannedCall> of(KnownModel model) {
    return model.name().startsWith("claude-")
        ? Stream.of(new PlannedCall(model, ModelApi.MESSAGES))
        : Stream.of(
            new PlannedCall(model, ModelApi.RESPONSES),
            new PlannedCall(model, ModelApi.OPENAI_CHAT_COMPLETIONS));
  }

  Dialect dialect() {
    return switch (api) {
      case MESSAGES -> Dialect.ANTHROPIC;
      case CHAT_COMPLETIONS, OPENAI_CHAT_COMPLETIONS -> Dialect.OPENAI;
      case RESPONSES -> Dialect.RESPONSES;
    };
  }

  OptionPlan plan(AskedOption asked, UnsupportedOptions policy) {
    return OptionPlan.of(
        new Target(api, model.capabilities(), Set.of(), Set.of()),
        asked.thinking,
        asked.options,
        policy);
  }

  /** Returns the request that follows from the plan. */
  ModelRequest request(OptionPlan plan, AskedOption asked) {
    int maxTokens = Objects.requireNonNullElse(asked.options.maxTokens(), MAX_TOKENS);
    return plan.request(model.name(), model.capabilities(), PROMPT, maxTokens, null);
  }
}
