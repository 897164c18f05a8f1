package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.CallFeatures.Feature;
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
 * @param options what else is asked of the output, its tools in the order of their names
 * @param previousStep the model of the turn's previous step; null for its first step
 * @param passthrough the request as its client wrote it, for models of its API; null if there is
 *     none
 * @param features what may be done for the answer beyond one call
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
    GenerationOptions options,
    @Nullable ChosenModel previousStep,
    @Nullable PassthroughRequest passthrough,
    CallFeatures features) {

  /** Creates a request in the server's own terms. */
  public RoutingRequest(
      Prompt prompt,
      String question,
      @Nullable Complexity judgedComplexity,
      Profile profile,
      @Nullable String pinnedModel,
      Priority priority,
      @Nullable Duration budget,
      @Nullable String traceparent,
      ThinkingOption thinking,
      GenerationOptions options,
      @Nullable ChosenModel previousStep) {
    this(
        prompt,
        question,
        judgedComplexity,
        profile,
        pinnedModel,
        priority,
        budget,
        traceparent,
        thinking,
        options,
        previousStep,
        null,
        CallFeatures.ALL);
  }

  public RoutingRequest {
    options = options.withToolsInOrder();
  }

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
        GenerationOptions.DEFAULT,
        null);
  }

  /** Returns a copy with these options. */
  public RoutingRequest withOptions(GenerationOptions other) {
    return new RoutingRequest(
        prompt,
        question,
        judgedComplexity,
        profile,
        pinnedModel,
        priority,
        budget,
        traceparent,
        thinking,
        other,
        previousStep,
        passthrough,
        features);
  }

  /**
   * Returns the request of the next step of a turn. The same model continues if it can, since it
   * has cached the prompt and no other accepts its thoughts. A tool that had to be called was
   * called.
   */
  public RoutingRequest nextStep(Prompt nextPrompt, ChosenModel model) {
    return new RoutingRequest(
        nextPrompt,
        question,
        judgedComplexity,
        profile,
        pinnedModel,
        priority,
        null,
        traceparent,
        thinking,
        options.withToolChoice(afterFirstStep(options.toolChoice())),
        model,
        null,
        features);
  }

  /** Returns a request to the same model that asks for an answer without thinking. */
  public RoutingRequest withoutThinking(ChosenModel model) {
    return new RoutingRequest(
        prompt,
        question,
        judgedComplexity,
        profile,
        pinnedModel,
        priority,
        null,
        traceparent,
        ThinkingOption.of(ThinkingOption.Level.OFF),
        options,
        model,
        null,
        features);
  }

  private static ToolChoice afterFirstStep(ToolChoice choice) {
    return switch (choice.mode()) {
      case AUTO, REQUIRED, TOOL -> ToolChoice.AUTO;
      case NONE -> ToolChoice.NONE;
    };
  }

  /** The tenant whose request this is. */
  String tenant() {
    return prompt.scope().tenant();
  }

  /** The longest answer, in the model's tokens. */
  private int maxTokens() {
    Integer requested = options.maxTokens();
    return requested == null ? profile.maxTokens() : requested;
  }

  /** Returns the request to one model. */
  ModelRequest to(CatalogueModel model) {
    boolean isOwn = passthrough != null && passthrough.isFor(model.provider());
    OptionPlan plan = model.plan(thinking, options, profile.modelPolicy().unsupportedOptions());
    return plan.request(
            model.name(), model.capabilities(), model.view(prompt, plan), maxTokens(), traceparent)
        .withPassthrough(isOwn ? passthrough : null);
  }

  /** Whether the answer is one document, of which nothing arrives before its end. */
  boolean isUnstreamed() {
    return passthrough != null && !passthrough.isStreamed();
  }

  /** Whether a second call may start when the first token is late. A document has none. */
  boolean mayHedge() {
    return features.has(Feature.HEDGE) && !isUnstreamed();
  }

  boolean mayFallBack() {
    return features.has(Feature.FALLBACK);
  }

  /** Whether another model may answer than the one that was chosen. */
  boolean mayUseOthers() {
    return mayFallBack() || mayHedge();
  }

  /** What determined the complexity. */
  JudgedBy judgedBy() {
    return judgedComplexity == null ? JudgedBy.RULES : JudgedBy.MODEL;
  }
}
