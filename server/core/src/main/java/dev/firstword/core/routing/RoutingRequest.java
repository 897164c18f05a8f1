package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A prompt to be answered, and how to route it.
 *
 * @param question the user's newest message, from which its complexity is determined
 * @param judgedComplexity the classifier's result; absent: the rules decide
 * @param pinnedModel the model that must be used
 * @param budget what is left of the maximum acceptable time to first token
 * @param traceparent the W3C trace context to propagate
 * @param thinking how much the model should think
 * @param options what else is asked of the output
 */
public record RoutingRequest(
    Prompt prompt,
    String question,
    @Nullable Complexity judgedComplexity,
    Profile profile,
    @Nullable String pinnedModel,
    Priority priority,
    @Nullable Duration budget,
    @Nullable String traceparent,
    ThinkingOption thinking,
    GenerationOptions options) {

  /** Creates a request that leaves thinking and the output to the model. */
  public RoutingRequest(
      Prompt prompt,
      String question,
      @Nullable Complexity judgedComplexity,
      Profile profile,
      @Nullable String pinnedModel,
      Priority priority,
      @Nullable Duration budget,
      @Nullable String traceparent) {
    this(
        prompt,
        question,
        judgedComplexity,
        profile,
        pinnedModel,
        priority,
        budget,
        traceparent,
        ThinkingOption.AUTO,
        GenerationOptions.DEFAULT);
  }

  /** The longest answer, in the model's tokens. */
  int maxTokens() {
    Integer requested = options.maxTokens();
    return requested == null ? profile.maxTokens() : requested;
  }

  /** What determined the complexity. */
  JudgedBy judgedBy() {
    return judgedComplexity == null ? JudgedBy.RULES : JudgedBy.MODEL;
  }
}
