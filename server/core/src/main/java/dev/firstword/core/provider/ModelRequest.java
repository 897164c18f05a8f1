package dev.firstword.core.provider;

import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * A request to one model.
 *
 * @param maxTokens the longest answer requested, in the model's tokens
 * @param traceparent the W3C trace context to propagate
 * @param cachePlan the cache breakpoints of the prompt
 */
public record ModelRequest(
    String model, Prompt prompt, int maxTokens, @Nullable String traceparent, CachePlan cachePlan) {

  /** Creates a request without cache breakpoints. */
  public ModelRequest(String model, Prompt prompt, int maxTokens, @Nullable String traceparent) {
    this(model, prompt, maxTokens, traceparent, CachePlan.NONE);
  }

  /** Returns a copy with these cache breakpoints. */
  public ModelRequest withCachePlan(CachePlan plan) {
    return new ModelRequest(model, prompt, maxTokens, traceparent, plan);
  }
}
