package dev.firstword.core.routing;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that the router can choose.
 *
 * @param relativeCost price relative to the cheapest model of the catalogue
 * @param initialTtftP50 assumed median time to first token, until enough is measured
 * @param initialTtftP99 assumed 99th percentile of the time to first token, until enough is
 *     measured
 * @param initialTokensPerSecond assumed output speed after the first token
 * @param capabilities what the model can do
 * @param unsupported options that the model does not take whatever its capabilities say
 * @param region where it answers; null if that is not known
 */
public record CatalogueModel(
    String name,
    ModelProvider provider,
    double relativeCost,
    Duration initialTtftP50,
    Duration initialTtftP99,
    double initialTokensPerSecond,
    ModelCapabilities capabilities,
    Set<ModelOption> unsupported,
    @Nullable String region) {

  public CatalogueModel {
    unsupported = Set.copyOf(unsupported);
  }

  /** Creates a model of which it is not known where it answers. */
  public CatalogueModel(
      String name,
      ModelProvider provider,
      double relativeCost,
      Duration initialTtftP50,
      Duration initialTtftP99,
      double initialTokensPerSecond,
      ModelCapabilities capabilities,
      Set<ModelOption> unsupported) {
    this(
        name,
        provider,
        relativeCost,
        initialTtftP50,
        initialTtftP99,
        initialTokensPerSecond,
        capabilities,
        unsupported,
        null);
  }

  /** Creates a model from which thinking cannot be requested and which takes all options. */
  public CatalogueModel(
      String name,
      ModelProvider provider,
      double relativeCost,
      Duration initialTtftP50,
      Duration initialTtftP99,
      double initialTokensPerSecond) {
    this(
        name,
        provider,
        relativeCost,
        initialTtftP50,
        initialTtftP99,
        initialTokensPerSecond,
        ThinkingControl.NONE.assumptions(),
        Set.of());
  }

  CatalogueModel withCapabilities(ModelCapabilities other) {
    return new CatalogueModel(
        name,
        provider,
        relativeCost,
        initialTtftP50,
        initialTtftP99,
        initialTokensPerSecond,
        other,
        unsupported,
        region);
  }

  /** How thinking is requested. */
  ThinkingControl thinkingControl() {
    return ThinkingControl.of(capabilities);
  }

  /** Plans what the model is sent of what a request asks for. */
  OptionPlan plan(ThinkingOption thinking, GenerationOptions options, UnsupportedOptions policy) {
    return OptionPlan.of(
        new OptionPlan.Target(
            provider.api().orElse(null), capabilities, unsupported, provider.refusedBy(name)),
        thinking,
        options,
        policy);
  }

  /** Returns a prompt as this model is sent it: with the thoughts that it reads. */
  Prompt view(Prompt prompt, OptionPlan plan) {
    return new ThoughtReplayRules(name, capabilities.thoughts().reads(), provider::hasRefused)
        .select(prompt.withTiers(plan.tiers()));
  }

  /**
   * Returns a request for a short text alongside an answer, with as little thinking as possible.
   */
  ModelRequest shortRequest(Prompt prompt, int maxTokens) {
    OptionPlan plan =
        plan(
            ThinkingOption.of(ThinkingOption.Level.OFF),
            GenerationOptions.DEFAULT,
            UnsupportedOptions.TRANSLATE);
    return plan.request(name, capabilities, view(prompt, plan), maxTokens, null);
  }
}
