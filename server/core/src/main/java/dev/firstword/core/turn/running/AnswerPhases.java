package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.Phase;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.log.TurnLog;

/**
 * The phases of a model's work: the wait for its first token, its thoughts, and its text. Writes
 * their events and their times. Confined to the turn's loop.
 */
final class AnswerPhases {

  private final Profile profile;
  private final Timeline timeline;
  private final TurnLog log;
  private final AnswerSideEvents sideEvents;
  private boolean awaitsModel;
  private boolean isWriting;

  AnswerPhases(Profile profile, Timeline timeline, TurnLog log, AnswerSideEvents sideEvents) {
    this.profile = profile;
    this.timeline = timeline;
    this.log = log;
    this.sideEvents = sideEvents;
  }

  /** Writes the event of any phase of the turn. */
  void append(String name, PhaseState state, long nanos) {
    String label = profile.label(name, state.wireName());
    log.append(new Phase(name, label, state, timeline.elapsedMs(nanos)));
  }

  /** A model is called. */
  void startWait(long nanos) {
    awaitsModel = true;
    timeline.modelCalled(nanos);
    append(Timeline.MODEL, PhaseState.STARTED, nanos);
  }

  /** Another call replaces the current one, which may have failed after it had begun to think. */
  void restartWait(long nanos) {
    if (!awaitsModel) {
      endThought(PhaseState.FAILED, nanos);
      startWait(nanos);
    }
  }

  /** A model was chosen, for the first time or as a replacement. */
  void modelChosen(ChosenModel model, long nanos) {
    restartWait(nanos);
    timeline.modelChosen(model.name(), model.reason(), model.region(), nanos);
    log.append(
        new TurnEvent.Model(
            model.name(), model.reason(), model.withinBudget(), model.judgedBy(), model.region()));
  }

  /** Whether a model was called and has not begun to respond. */
  boolean isWaiting() {
    return awaitsModel;
  }

  /** The model has begun to respond. */
  void endWait(long nanos) {
    if (awaitsModel) {
      awaitsModel = false;
      append(Timeline.MODEL, PhaseState.FINISHED, nanos);
    }
  }

  void onActivity(ModelActivity activity, long nanos) {
    switch (activity) {
      case ModelActivity.ThinkingStarted _ -> {
        endWait(nanos);
        timeline.thinkingStarted(nanos);
        append(Timeline.THINKING, PhaseState.STARTED, nanos);
        sideEvents.onThinkingStarted();
      }
      case ModelActivity.ThinkingText _, ModelActivity.ThinkingTokens _ -> {
        if (sideEvents.onThinkingProgress(activity)) {
          timeline.thinkingProgressed(nanos);
        }
      }
      case ModelActivity.ThinkingFinished _ -> endThought(PhaseState.FINISHED, nanos);
      case ModelActivity.ToolCallStarted _ -> {
        endWait(nanos);
        timeline.toolInputStarted(nanos);
        sideEvents.onToolInput();
      }
      case ModelActivity.ToolArguments _ -> sideEvents.onToolInput();
      case ModelActivity.ProviderToolCall _ -> {
        endThought(PhaseState.FINISHED, nanos);
        endWait(nanos);
        sideEvents.onToolInput();
      }
      case ModelActivity.CommentaryText _ -> {
        endWait(nanos);
        sideEvents.onToolInput();
      }
      case ModelActivity.ThoughtCompleted _,
          ModelActivity.ToolCallReady _,
          ModelActivity.ProviderBlockCompleted _,
          ModelActivity.Cited _,
          ModelActivity.TextBlockEnded _,
          ModelActivity.FinalAnswerStarted _,
          ModelActivity.CommentaryCompleted _,
          ModelActivity.Declined _ -> {}
    }
  }

  /** Ends the current thought, if there is one. */
  void endThought(PhaseState result, long nanos) {
    if (sideEvents.isThinking()) {
      sideEvents.onThinkingFinished();
      timeline.thinkingEnded(result, nanos);
      append(Timeline.THINKING, result, nanos);
    }
  }

  /** The first text of a step is about to be written. */
  void startText(boolean isFirstOfTurn, long nanos) {
    endWait(nanos);
    isWriting = true;
    append(Timeline.GENERATION, PhaseState.STARTED, nanos);
    if (isFirstOfTurn) {
      log.append(new TurnEvent.FullStart());
    }
  }

  /** A step has ended with tool calls, which run now. */
  void endStep(long nanos) {
    endWait(nanos);
    endWriting(nanos);
    timeline.toolsStarted(nanos);
    append(Timeline.TOOLS, PhaseState.STARTED, nanos);
  }

  /** All tools have ended. */
  void endTools(long nanos) {
    timeline.phaseEnded(Timeline.TOOLS, PhaseState.FINISHED, nanos);
    append(Timeline.TOOLS, PhaseState.FINISHED, nanos);
  }

  /** The text is complete. */
  void endText(long nanos) {
    endWait(nanos);
    endWriting(nanos);
    log.append(new TurnEvent.StreamEnd());
  }

  private void endWriting(long nanos) {
    if (isWriting) {
      isWriting = false;
      append(Timeline.GENERATION, PhaseState.FINISHED, nanos);
    }
  }
}
