package dev.firstword.provider;

import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * One question to one model.
 *
 * @param maxTokens the longest answer asked for, in the model's tokens
 * @param traceparent the W3C trace context to hand on
 * @param cachePlan where the provider is asked to keep the prompt's beginning
 */
public record ModelRequest(
    String model, Prompt prompt, int maxTokens, @Nullable String traceparent, CachePlan cachePlan) {

  /** A question of which nothing is to be kept. */
  public ModelRequest(String model, Prompt prompt, int maxTokens, @Nullable String traceparent) {
    this(model, prompt, maxTokens, traceparent, CachePlan.NONE);
  }

  /** The same, marked like that. */
  public ModelRequest with(CachePlan plan) {
    return new ModelRequest(model, prompt, maxTokens, traceparent, plan);
  }
}
