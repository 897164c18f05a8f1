package dev.firstword.core.turn.running;

import dev.firstword.core.answer.AnswerLengthStatistics.AnswerKind;
import dev.firstword.core.answer.AnswerLengthStatistics.LengthEstimate;
import dev.firstword.core.answer.DurationEstimator;
import dev.firstword.core.answer.QuickSummary;
import dev.firstword.core.answer.SectionDetector;
import dev.firstword.core.answer.SlowNotice;
import dev.firstword.core.answer.StepEstimates;
import dev.firstword.core.answer.ThinkingEvents;
import dev.firstword.core.answer.ToolWaits;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.SectionState;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events that accompany an answer: slow notices, duration estimates, what is usual
 * for its tools, sections, and a quick summary. Confined to the turn's loop.
 */
final class AnswerSideEvents {

  private final Profile profile;
  private final TurnLog log;
  private final Runnable publishSoon;
  private final EventLoop loop;
  private final long receivedNanos;
  private final SlowNotice slowNotice;
  private final ThinkingEvents thinking;
  private final ToolWaits toolWaits;
  private final SectionDetector sections;
  private @Nullable GenerationRequest request;
  private @Nullable AnswerKind kind;
  private @Nullable DurationEstimator estimator;
  private @Nullable StepEstimates stepEstimates;
  private @Nullable QuickSummary summary;
  private long characters;
  private boolean hasThought;
  private boolean canAnswerNow;
  private boolean replaying;

  /** Creates the side events of a turn, whose request has just been received. */
  AnswerSideEvents(TurnSetup setup, TurnLog log, Runnable publishSoon) {
    this.publishSoon = publishSoon;
    this.profile = setup.profile();
    this.receivedNanos = setup.timeline().lastTextNanos();
    this.loop = setup.loop();
    this.log = log;
    this.slowNotice =
        new SlowNotice(profile.noticeAfter(), receivedNanos, loop, this::publishSlowNotice);
    this.thinking = new ThinkingEvents(profile.answerPolicy().thinking(), loop, log);
    String tenant = setup.identity().caller().tenant();
    this.toolWaits = new ToolWaits(tenant, profile.name(), loop, this::publishToolWait);
    this.sections = new SectionDetector(profile.answerPolicy().sections(), this::appendSection);
  }

  /** Starts waiting for the first token. */
  void start() {
    slowNotice.start();
  }

  /** Called before a model is called. */
  void beforeModelCall(GenerationRequest generationRequest) {
    prepare(generationRequest);
    if (generationRequest.isContinuation()) {
      replay(generationRequest.answerSoFar()); // It was already reported in its own turn.
    }
  }

  /** Called in place of all earlier calls when a turn whose tools run resumes. */
  void resume(GenerationRequest generationRequest, SuspendedTurn suspended, String writtenText) {
    prepare(generationRequest);
    replay(generationRequest.answerSoFar() + writtenText);
    characters = writtenText.length();
    slowNotice.onToolsStarted();
    if (stepEstimates != null) {
      stepEstimates.resume(suspended.step(), suspended.firstTextMs());
    }
  }

  private void prepare(GenerationRequest generationRequest) {
    request = generationRequest;
    toolWaits.start(generationRequest.lengths().tools());
    if (!generationRequest.routing().options().tools().isEmpty()) {
      stepEstimates =
          new StepEstimates(
              generationRequest.lengths().steps().of(profile.name()),
              profile.toolPolicy().maxSteps(),
              receivedNanos,
              loop,
              this::publishEstimate);
    }
  }

  private void replay(String text) {
    replaying = true;
    sections.append(text);
    replaying = false;
  }

  /** Called when a model was chosen, for the first time or as a replacement. */
  void onModelChosen(ChosenModel model) {
    canAnswerNow = model.canAnswerNow();
    GenerationRequest current = request;
    if (current == null) {
      return;
    }
    if (stepEstimates != null) {
      return;
    }
    if (estimator == null) {
      kind = AnswerKind.of(profile, model.complexity(), current.inputTokens());
      LengthEstimate lengthEstimate =
          current.lengths().estimate(kind, profile.answerPolicy().expectedLength());
      estimator =
          new DurationEstimator(
              current.lengths(),
              lengthEstimate,
              current.answerSoFar().length(),
              receivedNanos,
              loop,
              this::publishEstimate);
      prepareSummary(current, lengthEstimate);
    }
    switch (model.reason()) {
      case HEDGE -> estimator.onHedgeWon(model.tokensPerSecond());
      case SIMPLE, MODERATE, COMPLEX, BUDGET, PINNED, FALLBACK ->
          estimator.onModelCalled(model.firstTextMs(), model.tokensPerSecond());
    }
  }

  private void prepareSummary(GenerationRequest current, LengthEstimate lengthEstimate) {
    boolean wanted =
        switch (current.summaryPreference()) {
          case YES -> true;
          case NO -> false;
          case AUTO ->
              lengthEstimate.tokens().quantile(0.5) >= profile.answerPolicy().summaryMinTokens()
                  && current.summaries().isWorthwhile(profile.name());
        };
    if (wanted && !current.isContinuation()) {
      summary = new QuickSummary(current.summaries(), profile.name(), log);
    }
  }

  /** Called after a model was called. */
  void onModelCalled(RoutedCall call) {
    slowNotice.onModelCalled(call);
    if (stepEstimates != null) {
      stepEstimates.onModelCalled();
    }
  }

  /** Called when the model call waits because its provider has too many others. */
  void onRateLimitWait() {
    slowNotice.onRateLimitWait();
  }

  /** Called after the model was called for the first time: the summary must not delay it. */
  void openSummary() {
    if (summary != null && request != null) {
      summary.open(request.models(), request.routing().prompt(), loop);
    }
  }

  /** Whether the model is thinking. */
  boolean isThinking() {
    return thinking.isThinking();
  }

  /** Called when the model starts to think. */
  void onThinkingStarted() {
    hasThought = true;
    thinking.start(canAnswerNow);
    slowNotice.onThinkingStarted();
  }

  /**
   * Called when a thought makes progress.
   *
   * @return whether readers see something of it
   */
  boolean onThinkingProgress(ModelActivity activity) {
    slowNotice.onThinkingProgress();
    return thinking.onProgress(activity);
  }

  /** Called when the model stops thinking, before any text that follows. */
  void onThinkingFinished() {
    thinking.finish();
    slowNotice.onThinkingFinished();
  }

  /** Called when the model writes a piece of a tool call. */
  void onToolInput() {
    slowNotice.onText();
  }

  /** Called when tools start to run. */
  void onToolsStarted() {
    slowNotice.onToolsStarted();
    if (stepEstimates != null) {
      stepEstimates.onToolsStarted();
    }
  }

  /** Tells how long the tools of the turn usually take. */
  ToolWaits toolWaits() {
    return toolWaits;
  }

  /** Called when all tools have ended. */
  void onToolsFinished() {
    slowNotice.onToolsFinished();
  }

  /** Called when a chunk of the answer was appended to the log. */
  void onText(String text) {
    canAnswerNow = false;
    if (characters == 0 && summary != null) {
      summary.onAnswerStarted();
    }
    characters += text.length();
    slowNotice.onText();
    if (estimator != null) {
      estimator.onText(text.length());
    } else if (stepEstimates != null) {
      stepEstimates.onText();
    }
    sections.append(text);
  }

  /** Called when the answer is complete. */
  void onEnd(FinishReason reason, Usage usage) {
    GenerationRequest current = request;
    if (reason == FinishReason.STOP) {
      sections.finish();
      if (stepEstimates != null) {
        stepEstimates.onAnswered();
      }
    }
    if (current == null || kind == null || current.isContinuation()) {
      return;
    }
    if (hasThought && usage.thinkingTokens() == 0) {
      return; // The count of tokens may include those of the thoughts.
    }
    switch (reason) {
      case STOP -> current.lengths().recordComplete(kind, usage.answerTokens(), characters);
      case LENGTH -> current.lengths().recordTruncated(kind, usage.answerTokens());
      case TOOL_CALLS, REFUSAL, PAUSE, OTHER -> {} // Such turns are no evidence of answer lengths.
    }
  }

  /** Stops publishing events for this turn. */
  void stop() {
    slowNotice.stop();
    toolWaits.stop();
    if (estimator != null) {
      estimator.stop();
    }
    if (stepEstimates != null) {
      stepEstimates.stop();
    }
    if (summary != null) {
      summary.stop();
    }
  }

  /** The tokens used by the summary, as far as they are known. */
  Usage summaryUsage() {
    return summary == null ? Usage.NONE : summary.usage();
  }

  private void publishSlowNotice(TurnEvent.Slow notice) {
    log.append(notice);
    thinking.onSlow();
    publishSoon.run();
  }

  private void publishToolWait(TurnEvent.ToolWait wait) {
    log.append(wait);
    publishSoon.run();
  }

  private void publishEstimate(TurnEvent.Estimate estimate) {
    log.append(estimate);
    publishSoon.run();
  }

  /** Published together with the text in which the section was detected. */
  private void appendSection(int index, int count, String title, SectionState state) {
    if (!replaying) {
      log.append(new TurnEvent.Section(index, count, title, state));
    }
    if (state == SectionState.COMPLETE && estimator != null) {
      estimator.onSectionsComplete(index, count);
    }
  }
}
