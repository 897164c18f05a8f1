package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.timeline.DeclinedCall;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.AnswerNowBy;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The generation of a turn's answer: a model call, and after each step that ends with tool calls,
 * once their results are there, another one. Receives what the models send and writes it to the
 * turn's log. Confined to the turn's loop.
 */
final class AnswerGeneration implements RoutedCallListener {

  /** Separates the text of two steps, which are paragraphs of one answer. */
  private static final String PARAGRAPH = "\n\n";

  private final EventLoop loop;
  private final Timeline timeline;
  private final TurnLog log;
  private final AnswerSideEvents sideEvents;
  private final AnswerPhases phases;
  private final ToolSteps tools;
  private final ProviderToolCalls providerTools;
  private final AnswerCitations citations;
  private final SuspendedTurnWriter suspendedTurn;
  private final Owner owner;
  private final AnswerCalls calls = new AnswerCalls();

  /** Whether the time for thinking is over, so that a thought is closed as soon as there is one. */
  private boolean isThinkingOver;

  private EventLoop.@Nullable Timer thinkingDeadline;

  AnswerGeneration(
      Profile profile,
      EventLoop loop,
      Timeline timeline,
      TurnLog log,
      AnswerSideEvents sideEvents,
      AnswerPhases phases,
      SuspendedTurnWriter suspendedTurn,
      Owner owner) {
    this.loop = loop;
    this.timeline = timeline;
    this.log = log;
    this.sideEvents = sideEvents;
    this.phases = phases;
    this.tools = new ToolSteps(profile, log, loop, sideEvents.toolWaits(), this::onResultsComplete);
    this.providerTools = new ProviderToolCalls(profile, log, loop, sideEvents.toolWaits());
    this.citations = new AnswerCitations(log, tools.record());
    this.suspendedTurn = suspendedTurn;
    this.owner = owner;
  }

  /** The turn that the answer belongs to. */
  interface Owner {

    TurnState state();

    void transitionTo(TurnState next);

    /** Shows readers what was appended to the log. */
    void publish();

    /** The answer is complete. Called once, last, unless {@link #onAnswerFailed} is. */
    void onAnswered(FinishReason reason, Usage usage);

    /** The answer failed. Called once, last, unless {@link #onAnswered} is. */
    void onAnswerFailed(AnswerFailure failure);
  }

  /** Calls a model with the prepared prompt. */
  void start(GenerationRequest generationRequest) {
    calls.prepare(generationRequest);
    owner.transitionTo(TurnState.WAITING);
    if (!generationRequest.sources().isEmpty()) {
      log.append(new TurnEvent.Sources(generationRequest.sources()));
    }
    citations.start(generationRequest.sources().size(), 0);
    tools.start(generationRequest.routing().options().tools());
    sideEvents.beforeModelCall(generationRequest);
    callModel();
    sideEvents.openSummary();
    startThinkingDeadline(generationRequest.thinkUntil());
  }

  private void startThinkingDeadline(@Nullable Duration untilElapsed) {
    if (untilElapsed != null) {
      Duration elapsed = Duration.ofMillis(timeline.elapsedMs(loop.nanoTime()));
      Duration left = untilElapsed.minus(elapsed);
      thinkingDeadline =
          loop.schedule(
              left.isNegative() ? Duration.ZERO : left,
              () -> {
                isThinkingOver = true;
                answerNow(AnswerNowBy.DEADLINE);
              });
    }
  }

  /**
   * Resumes the step whose tools ran when the turn's node stopped.
   *
   * @param generationRequest the request of that step
   * @param writtenText the text that the turn has written
   */
  void resume(GenerationRequest generationRequest, SuspendedTurn suspended, String writtenText) {
    calls.resume(generationRequest, suspended);
    sideEvents.resume(generationRequest, suspended, writtenText);
    citations.start(generationRequest.sources().size(), writtenText.length());
    suspendedTurn.startStored();
    tools.resume(suspended, timeline);
    suspendIfWaiting();
    owner.publish();
  }

  /** Calls a model with what was prepared. */
  private void callModel() {
    tools.record().startCall();
    citations.startCall();
    phases.startWait(loop.nanoTime()); // Published with the model's name, which follows at once.
    sideEvents.onModelCalled(calls.open(loop, this));
  }

  /** Closes the model call and waits for no more tools, without a trace in the log. */
  void close() {
    calls.cancel();
    if (thinkingDeadline != null) {
      thinkingDeadline.cancel();
    }
    tools.close();
  }

  /** Writes the end of what is under way, because the turn ends before its answer does. */
  void interrupt() {
    phases.endThought(PhaseState.FAILED, loop.nanoTime());
    providerTools.interrupt();
    tools.interrupt();
  }

  /**
   * Closes the thought that precedes the text of this step, and has the model answer without
   * thinking. Does nothing if there is no such thought, the model's thinking cannot be switched
   * off, or it has called tools in this step.
   */
  void answerNow(AnswerNowBy by) {
    if (!calls.canAnswerNow()
        || !sideEvents.isThinking()
        || tools.hasOpenCalls()
        || owner.state() != TurnState.WAITING) {
      return;
    }
    calls.cancel();
    isThinkingOver = false; // Once is enough: a model that thinks all the same can't be stopped.
    phases.endThought(PhaseState.FINISHED, loop.nanoTime());
    discardCall();
    log.append(new TurnEvent.AnswerNow(by));
    calls.prepareWithoutThinking();
    callModel();
    owner.publish();
  }

  /** What the question's complexity was judged to be; absent until a model was chosen. */
  @Nullable Complexity complexity() {
    return calls.complexity();
  }

  /** The parts of the answer so far, if it has more than text. Called once, at the end. */
  List<ContentPart> answerParts() {
    return tools.answerParts();
  }

  /** Whether the turn waits for tools, and can resume elsewhere. */
  boolean isSuspended() {
    return tools.isWaiting() && suspendedTurn.isSaved();
  }

  /** Accepts results of tool calls. */
  ToolResultsOutcome offerToolResults(List<ContentPart.ToolResult> results) {
    ToolResultsOutcome outcome = tools.offer(results);
    if (!outcome.accepted().isEmpty()) {
      suspendIfWaiting();
    }
    owner.publish();
    return outcome;
  }

  @Override
  public void onModel(ChosenModel chosen) {
    boolean goesOn = phases.isWaiting() && calls.isTo(chosen);
    discardCall();
    calls.modelChosen(chosen);
    if (goesOn) {
      phases.restartWait(loop.nanoTime());
    } else {
      phases.modelChosen(chosen, loop.nanoTime());
    }
    sideEvents.onModelChosen(chosen);
    owner.publish();
  }

  /** Another call replaces the current one before it has written any text. */
  private void discardCall() {
    providerTools.interrupt();
    if (!tools.hasShownCalls()) { // Nothing replaces a call whose tool calls were shown.
      tools.record().discardCall();
    }
  }

  @Override
  public void onRetry(ChosenModel chosen) {
    discardCall();
    phases.restartWait(loop.nanoTime());
    sideEvents.onModelChosen(chosen);
    owner.publish();
  }

  @Override
  public void onRateLimitWait() {
    sideEvents.onRateLimitWait();
  }

  @Override
  public void onActivity(ModelActivity activity) {
    phases.onActivity(activity, loop.nanoTime());
    tools.onActivity(activity);
    if (activity instanceof ModelActivity.ProviderToolCall providerCall) {
      providerTools.onActivity(providerCall);
    } else if (activity instanceof ModelActivity.Cited(ContentPart.Citation citation)) {
      citations.cite(citation);
    } else if (activity
        instanceof ModelActivity.CommentaryCompleted(ContentPart.Commentary commentary)) {
      log.append(new TurnEvent.Note(commentary.text()));
    }
    if (isThinkingOver && activity instanceof ModelActivity.ThinkingStarted) {
      loop.execute(() -> answerNow(AnswerNowBy.DEADLINE)); // Not from within the call it closes.
    }
  }

  @Override
  public void onCacheMiss(CacheMiss miss) {
    timeline.cacheMissed(miss);
  }

  @Override
  public void onDeclined(DeclinedCall declined) {
    calls.addUsage(declined.usage());
    timeline.declined(declined);
  }

  @Override
  public void onText(String text) {
    long now = loop.nanoTime();
    phases.endThought(PhaseState.FINISHED, now);
    if (owner.state() == TurnState.WAITING) {
      owner.transitionTo(TurnState.STREAMING);
      boolean isFirst = !timeline.hasText();
      phases.startText(isFirst, now);
      if (!isFirst) {
        log.append(new TurnEvent.Text(PARAGRAPH));
        citations.onSeparator(PARAGRAPH);
      }
    } else if (phases.isWaiting()) {
      phases.endWait(now); // The call after a pause.
    }
    timeline.textWritten(now);
    log.append(new TurnEvent.Text(text));
    citations.onText(text);
    sideEvents.onText(text);
  }

  @Override
  public void onReadComplete() {
    owner.publish();
  }

  @Override
  public void onEnd(FinishReason reason, Usage stepUsage) {
    phases.endThought(PhaseState.FINISHED, loop.nanoTime());
    calls.addUsage(stepUsage);
    if (reason == FinishReason.REFUSAL) {
      endDeclined();
      return;
    }
    if (tools.hasOpenCalls()) {
      runTools();
      return;
    }
    if (reason == FinishReason.PAUSE) {
      endPause();
      return;
    }
    end(reason);
  }

  /** The rules of providers: what a model wrote before it declined must not be used. */
  private void endDeclined() {
    providerTools.interrupt();
    tools.interrupt();
    citations.discardCall();
    onFailure(new ProviderFailure.Empty(true));
  }

  private void end(FinishReason reason) {
    providerTools.interrupt();
    if (!timeline.hasText()) {
      onFailure(new ProviderFailure.Empty(false));
      return;
    }
    if (thinkingDeadline != null) {
      thinkingDeadline.cancel();
    }
    sideEvents.onEnd(reason, calls.usage());
    phases.endText(loop.nanoTime());
    owner.onAnswered(reason, calls.usage());
  }

  /** Sends back what the provider has written, so that the same answer continues. */
  private void endPause() {
    tools.record().endText();
    if (calls.prepareAfterPause(tools.record().unfinishedStep())) {
      callModel();
      owner.publish();
    } else {
      end(FinishReason.LENGTH);
    }
  }

  /** Readers see the tool calls before anything waits for their results. */
  private void runTools() {
    if (tools.isLastStep()) {
      owner.onAnswerFailed(AnswerFailure.tooManySteps(timeline.hasText()));
      return;
    }
    phases.endStep(loop.nanoTime());
    owner.transitionTo(TurnState.TOOLS);
    sideEvents.onToolsStarted();
    tools.run();
    suspendIfWaiting();
    owner.publish();
  }

  /** Stores what the turn needs to resume elsewhere, unless its tools have ended already. */
  private void suspendIfWaiting() {
    if (tools.isWaiting() && calls.hasModel()) {
      suspendedTurn.save(calls.suspend(tools.suspend(timeline), timeline.firstTextMs()));
    }
  }

  /** All tool calls of the step have their results. */
  private void onResultsComplete() {
    suspendedTurn.discard();
    long now = loop.nanoTime();
    sideEvents.onToolsFinished();
    phases.endTools(now);
    calls.prepareNextStep(tools.nextStep(calls.stepPrompt(), timeline.elapsedMs(now)));
    owner.transitionTo(TurnState.WAITING);
    callModel();
    owner.publish();
  }

  @Override
  public void onFailure(ProviderFailure cause) {
    owner.onAnswerFailed(AnswerFailure.of(cause, timeline.hasText()));
  }
}
