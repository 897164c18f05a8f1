package dev.firstword.core.turn.running;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model calls of one answer, one after the other. Knows what the current one is sent, which
 * model it reached, what the next one is sent, and the tokens that all of them used. Confined to
 * the turn's loop.
 */
final class AnswerCalls {

  /** A provider whose tools run for longer has written enough for one answer. */
  private static final int MAX_PAUSES = 10;

  private @Nullable GenerationRequest request;
  private @Nullable RoutingRequest routing;
  private @Nullable ChosenModel model;
  private @Nullable RoutedCall call;

  /** The prompt of the current step, without what the step has written. */
  private Prompt stepPrompt = new Prompt("", List.of());

  private Usage usage = Usage.NONE;
  private int pauses;

  /** Prepares the first call. */
  void prepare(GenerationRequest generationRequest) {
    request = generationRequest;
    routing = generationRequest.routing();
    stepPrompt = routing.prompt();
  }

  /** Resumes the step whose call ended with tool calls, on a node that has stopped. */
  void resume(GenerationRequest generationRequest, SuspendedTurn suspended) {
    prepare(generationRequest);
    model = suspended.routing().model().chosen();
    usage = suspended.usage();
  }

  /** Opens the call that was prepared. */
  RoutedCall open(EventLoop loop, RoutedCallListener listener) {
    if (request == null || routing == null) {
      throw new IllegalStateException("no call was prepared");
    }
    RoutedCall opened = request.models().open(routing, loop, listener);
    call = opened;
    return opened;
  }

  /** Closes the current call, if any. */
  void cancel() {
    if (call != null) {
      call.cancel();
    }
  }

  void modelChosen(ChosenModel chosen) {
    model = chosen;
  }

  /** Whether a model was chosen. */
  boolean hasModel() {
    return model != null;
  }

  /** Whether that model was chosen last. */
  boolean isTo(ChosenModel other) {
    return model != null && model.name().equals(other.name());
  }

  /** What the question's complexity was judged to be; absent until a model was chosen. */
  @Nullable Complexity complexity() {
    return model == null ? null : model.complexity();
  }

  /** Whether the model's thinking can be switched off. */
  boolean canAnswerNow() {
    return model != null && model.canAnswerNow();
  }

  void addUsage(Usage used) {
    usage = usage.plus(used);
  }

  Usage usage() {
    return usage;
  }

  /** Prepares the same step again, without thinking. */
  void prepareWithoutThinking() {
    if (routing != null && model != null) {
      routing = routing.withoutThinking(model);
    }
  }

  /** Prepares the step that follows the current one. */
  void prepareNextStep(Prompt prompt) {
    if (routing == null || model == null) {
      throw new IllegalStateException("tools ran before a model was called");
    }
    stepPrompt = prompt;
    routing = routing.nextStep(prompt, model);
  }

  /** The prompt of the current step, without what the step has written. */
  Prompt stepPrompt() {
    return stepPrompt;
  }

  /**
   * Prepares a call that continues an answer that its provider has paused.
   *
   * @param written what the provider has written of the step, to be sent back
   * @return whether it may continue
   */
  boolean prepareAfterPause(List<ContentPart> written) {
    pauses++;
    if (pauses > MAX_PAUSES || written.isEmpty() || routing == null || model == null) {
      return false;
    }
    Prompt prompt = stepPrompt.append(List.of(new PromptMessage(Role.ASSISTANT, written)));
    routing = routing.nextStep(prompt, model);
    return true;
  }

  /** Returns what another node needs to resume the current step, whose tools run. */
  SuspendedTurn suspend(SuspendedTurn.Tools tools, long firstTextMs) {
    if (request == null || routing == null || model == null) {
      throw new IllegalStateException("tools ran before a model was called");
    }
    return new SuspendedTurn(
        routing.profile().name(),
        SuspendedTurn.Routing.of(routing, model),
        stepPrompt,
        request.answerSoFar(),
        tools,
        firstTextMs,
        usage);
  }
}
