package dev.firstword.core.provider;

import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * A request to one model.
 *
 * @param maxTokens the longest answer requested, in the model's tokens
 * @param traceparent the W3C trace context to propagate
 * @param thinking how much the model should think
 * @param thinkingControl how this model is told
 * @param cachePlan the cache breakpoints of the prompt
 * @param options what else is asked of the output; its {@code maxTokens} is already resolved into
 *     the one above
 */
public record ModelRequest(
    String model,
    Prompt prompt,
    int maxTokens,
    @Nullable String traceparent,
    ThinkingOption thinking,
    ThinkingControl thinkingControl,
    CachePlan cachePlan,
    GenerationOptions options) {

  /** Creates a request that leaves thinking to the model, without cache breakpoints. */
  public ModelRequest(String model, Prompt prompt, int maxTokens, @Nullable String traceparent) {
    this(
        model,
        prompt,
        maxTokens,
        traceparent,
        ThinkingOption.AUTO,
        ThinkingControl.NONE,
        CachePlan.NONE,
        GenerationOptions.DEFAULT);
  }

  /** Returns a copy with these cache breakpoints. */
  public ModelRequest withCachePlan(CachePlan plan) {
    return new ModelRequest(
        model, prompt, maxTokens, traceparent, thinking, thinkingControl, plan, options);
  }

  /** Returns a copy that tells the model how much to think. */
  public ModelRequest withThinking(ThinkingOption option, ThinkingControl control) {
    return new ModelRequest(
        model, prompt, maxTokens, traceparent, option, control, cachePlan, options);
  }

  /** Returns a copy with these options. */
  public ModelRequest withOptions(GenerationOptions other) {
    return new ModelRequest(
        model, prompt, maxTokens, traceparent, thinking, thinkingControl, cachePlan, other);
  }
}
