package dev.firstword.core.provider;

import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.Prompt;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to one model.
 *
 * @param maxTokens the longest answer requested, in the model's tokens
 * @param traceparent the W3C trace context to propagate
 * @param thinking how thinking is requested
 * @param cachePlan the cache breakpoints of the prompt
 * @param options what else is asked of the output; its {@code maxTokens} is already resolved into
 *     the one above
 * @param isExact whether the model takes the request as it is, or not at all
 * @param passthrough the request to send instead, as its client wrote it; null: as described here
 * @param keepsThoughts whether the model reads its thoughts of earlier turns too
 */
public record ModelRequest(
    String model,
    Prompt prompt,
    int maxTokens,
    @Nullable String traceparent,
    ThinkingPlan thinking,
    CachePlan cachePlan,
    GenerationOptions options,
    boolean isExact,
    @Nullable PassthroughRequest passthrough,
    boolean keepsThoughts) {

  /** Creates a request that leaves thinking to the model, without cache breakpoints. */
  public ModelRequest(String model, Prompt prompt, int maxTokens, @Nullable String traceparent) {
    this(
        model,
        prompt,
        maxTokens,
        traceparent,
        ThinkingPlan.NONE,
        CachePlan.NONE,
        GenerationOptions.DEFAULT,
        false,
        null,
        false);
  }

  /** Returns a copy with these cache breakpoints. */
  public ModelRequest withCachePlan(CachePlan plan) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        thinking,
        plan,
        options,
        isExact,
        passthrough,
        keepsThoughts);
  }

  /** Returns a copy that tells the model how to think. */
  public ModelRequest withThinking(ThinkingPlan plan) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        plan,
        cachePlan,
        options,
        isExact,
        passthrough,
        keepsThoughts);
  }

  /** Returns a copy that tells an otherwise unknown model how much to think. */
  public ModelRequest withThinking(ThinkingOption option, ThinkingControl control) {
    return withThinking(ThinkingPlan.of(option, control.assumptions(), Set.of()));
  }

  /** Returns a copy with these options. */
  public ModelRequest withOptions(GenerationOptions other) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        thinking,
        cachePlan,
        other,
        isExact,
        passthrough,
        keepsThoughts);
  }

  /** Returns a copy of which nothing may be left out. */
  public ModelRequest exactIf(boolean condition) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        thinking,
        cachePlan,
        options,
        condition,
        passthrough,
        keepsThoughts);
  }

  /** Returns a copy that is sent as its client wrote it; null: as described here. */
  public ModelRequest withPassthrough(@Nullable PassthroughRequest request) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        thinking,
        cachePlan,
        options,
        isExact,
        request,
        keepsThoughts);
  }

  /** Returns whether the answer is one document, of which nothing arrives before its end. */
  public boolean isUnstreamed() {
    return passthrough != null && !passthrough.isStreamed();
  }

  /** Returns a copy whose thoughts are kept for later turns. */
  public ModelRequest keepingThoughts(boolean condition) {
    return new ModelRequest(
        model,
        prompt,
        maxTokens,
        traceparent,
        thinking,
        cachePlan,
        options,
        isExact,
        passthrough,
        condition);
  }

  /** Returns a copy with this prompt. */
  public ModelRequest withPrompt(Prompt other) {
    return new ModelRequest(
        model,
        other,
        maxTokens,
        traceparent,
        thinking,
        cachePlan,
        options,
        isExact,
        passthrough,
        keepsThoughts);
  }

  /** Returns whether this asks for the option. */
  public boolean asksFor(ModelOption option) {
    return option.isAskedBy(options)
        || !thinking.without(option).equals(thinking)
        || (option == ModelOption.CACHE_DIAGNOSTICS && cachePlan.comparison() != null);
  }

  /**
   * Returns a copy that does not ask for this option; empty if this one does not ask for it either,
   * or if the caller relies on it.
   */
  public Optional<ModelRequest> without(ModelOption option) {
    if (passthrough != null) {
      return Optional.empty(); // It is the client's to leave something out.
    }
    ModelRequest left =
        switch (option) {
          case THINKING, EFFORT, THINKING_DISPLAY -> withThinking(thinking.without(option));
          case TEMPERATURE, TOP_P, STOP, RESPONSE_FORMAT, TOOLS, TOOL_CHOICE, PARALLEL_TOOL_CALLS ->
              withOptions(option.removeFrom(options));
          case CACHE_DIAGNOSTICS -> withCachePlan(cachePlan.withComparison(null));
        };
    return left.equals(this) || reliesOn(option) ? Optional.empty() : Optional.of(left);
  }

  private boolean reliesOn(ModelOption option) {
    return switch (option) {
      case THINKING -> isExact ? isThinkingAsked() : thinking.asked().requiresThinking();
      case EFFORT -> isExact && isThinkingAsked();
      case THINKING_DISPLAY, CACHE_DIAGNOSTICS -> false; // Our own wish.
      case TEMPERATURE, TOP_P, STOP, RESPONSE_FORMAT, TOOLS, TOOL_CHOICE, PARALLEL_TOOL_CALLS ->
          isExact;
    };
  }

  private boolean isThinkingAsked() {
    return !thinking.asked().equals(ThinkingOption.AUTO);
  }
}
