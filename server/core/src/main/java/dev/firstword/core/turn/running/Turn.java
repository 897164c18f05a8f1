package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.Cancelled;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.Done;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running turn: its state, its log, and its readers. All of its state is confined to its event
 * loop, so it needs no lock. A turn ends with exactly one terminal event, which readers see once it
 * is durable.
 */
public final class Turn implements FollowableTurn, RoutedCallListener {

  private static final Logger logger = LoggerFactory.getLogger(Turn.class);

  private final TurnIdentity identity;
  private final Profile profile;
  private final EventLoop loop;
  private final Timeline timeline;
  private final TurnOrigin origin;
  private final TurnLog log = new TurnLog();
  private final TurnEnding ending;
  private final AnswerSideEvents sideEvents;
  private final AnswerPhases phases;
  private final DisconnectGrace disconnectGrace;
  private volatile TurnState state = TurnState.PREPARING;
  private boolean started;
  private boolean disowned;
  private boolean publishScheduled;
  private @Nullable Complexity complexity;
  private @Nullable Runnable cancelPreparation;
  private @Nullable RoutedCall route;

  /**
   * Creates a turn whose user message is durable. It is inactive until {@link #start} is called.
   *
   * @param continues the turn whose answer this one continues, if any
   * @param onEnded called once on the loop, with the terminal event when the end is durable, or
   *     with null if another node ended the turn
   */
  public Turn(
      TurnIdentity identity,
      Profile profile,
      TurnOrigin origin,
      EventLoop loop,
      Timeline timeline,
      Journal journal,
      RemoteReaderLookup remoteReaders,
      boolean simulated,
      @Nullable String continues,
      BiConsumer<Turn, TurnEvent.@Nullable Terminal> onEnded) {
    this.identity = identity;
    this.profile = profile;
    this.origin = origin;
    this.loop = loop;
    this.timeline = timeline;
    this.ending = new TurnEnding(log, loop, journal, event -> onEnded.accept(this, event));
    this.sideEvents =
        new AnswerSideEvents(profile, timeline.lastTextNanos(), loop, log, this::publishSoon);
    this.phases = new AnswerPhases(profile, timeline, log, sideEvents);
    this.disconnectGrace =
        new DisconnectGrace(
            identity.turnId(),
            profile.timeouts().disconnectGrace(),
            log,
            remoteReaders,
            loop,
            () -> cancel(CancelledBy.DISCONNECT));
    log.hold();
    log.append(
        new TurnEvent.Start(
            identity.turnId(),
            identity.conversationId(),
            identity.userMessageId(),
            identity.assistantMessageId(),
            simulated,
            continues));
  }

  @Override
  public TurnIdentity identity() {
    return identity;
  }

  @Override
  public TurnState state() {
    return state;
  }

  @Override
  public TurnLog log() {
    return log;
  }

  public EventLoop loop() {
    return loop;
  }

  /** Whether {@link #report} returns useful data. */
  public boolean isMeasured() {
    return timeline.isMeasured();
  }

  /**
   * Reports where the time of the turn went. Must be called on the loop, after the turn has ended.
   */
  public TurnReport report(TraceContext trace) {
    return new TurnReport(profile.name(), complexity, timeline.snapshot(), trace);
  }

  /** Whether this turn belongs to a job and has not started. Must be called on the loop. */
  public boolean isUnstartedJob() {
    return origin == TurnOrigin.JOB && !started;
  }

  @Override
  public void subscribe(LogReader reader) {
    log.addReader(reader);
  }

  @Override
  public void unsubscribe(LogReader reader) {
    if (log.removeReader(reader)) {
      runOnLoop(this::startGraceIfUnread);
    }
  }

  /**
   * Cancels the turn for its user. Has no effect on a turn that has ended. Callable from any
   * thread.
   */
  public void cancel() {
    runOnLoop(() -> cancel(CancelledBy.USER));
  }

  private void runOnLoop(Runnable task) {
    if (loop.isCurrent()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /**
   * Publishes the events that the log starts with. Called once, after the first reader could
   * subscribe.
   */
  public void start() {
    started = true;
    if (state.isFinal()) {
      return; // Cancelled before it started.
    }
    sideEvents.start();
    log.release();
    startGraceIfUnread();
  }

  /** Sets how to cancel the preparation if the turn is cancelled during it. */
  public void setPreparationCanceller(Runnable canceller) {
    cancelPreparation = canceller;
    if (isClosed()) {
      canceller.run();
    }
  }

  /** Records when the user's message was stored. */
  public void recordStored(long startNanos, long endNanos) {
    timeline.recordStored(startNanos, endNanos);
  }

  public void phaseStarted(String name, long nanos) {
    timeline.phaseStarted(name, nanos);
    appendPhase(name, PhaseState.STARTED, nanos);
  }

  public void phaseEnded(String name, PhaseState result, long nanos) {
    timeline.phaseEnded(name, result, nanos);
    appendPhase(name, result, nanos);
  }

  private void appendPhase(String name, PhaseState phaseState, long nanos) {
    if (isClosed()) {
      return;
    }
    phases.append(name, phaseState, nanos);
    publishSoon();
  }

  /** Publishes after the current tasks of the loop, so that events of one moment share a write. */
  private void publishSoon() {
    if (started && !publishScheduled) {
      publishScheduled = true;
      loop.execute(() -> {
        if (publishScheduled && !isClosed()) {
          publish();
        }
      });
    }
  }

  private void publish() {
    publishScheduled = false;
    log.publish(false);
  }

  /** Starts the model call for the prepared prompt, with this turn as the listener. */
  public void generate(GenerationRequest request) {
    if (isClosed()) {
      return;
    }
    transitionTo(TurnState.WAITING);
    if (!request.sources().isEmpty()) {
      log.append(new TurnEvent.Sources(request.sources()));
    }
    phases.startWait(loop.nanoTime()); // Published with the model's name, which follows at once.
    sideEvents.beforeModelCall(request);
    route = request.models().open(request.routing(), loop, this);
    sideEvents.afterModelCall(route);
  }

  @Override
  public void onModel(ChosenModel model) {
    complexity = model.complexity();
    phases.modelChosen(model, loop.nanoTime());
    sideEvents.onModelChosen(model);
    publish();
  }

  @Override
  public void onRetry(ChosenModel model) {
    phases.restartWait(loop.nanoTime());
    sideEvents.onModelChosen(model);
    publish();
  }

  @Override
  public void onActivity(ModelActivity activity) {
    phases.onActivity(activity, loop.nanoTime());
  }

  @Override
  public void onText(String text) {
    long now = loop.nanoTime();
    phases.endThought(PhaseState.FINISHED, now);
    if (state == TurnState.WAITING) {
      transitionTo(TurnState.STREAMING);
      phases.startText(now);
    }
    timeline.textWritten(now);
    log.append(new TurnEvent.Text(text));
    sideEvents.onText(text);
  }

  @Override
  public void onReadComplete() {
    publish();
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    phases.endThought(PhaseState.FINISHED, loop.nanoTime());
    sideEvents.onEnd(reason, usage);
    phases.endText(loop.nanoTime());
    finish(
        TurnState.DONE,
        new Done(
            reason,
            usage,
            sideEvents.summaryUsage(),
            timeline.finish(usage, true, loop.nanoTime())));
  }

  @Override
  public void onFailure(ProviderFailure cause) {
    AnswerFailure failure = AnswerFailure.of(cause, state == TurnState.STREAMING);
    logger.warn("{} failed: {} ({})", identity.turnId(), failure.code(), failure.detail());
    fail(failure.code(), failure.message(), failure.action(), failure.retryAfter());
  }

  /** Ends the turn with an error, unless it has ended. */
  public void fail(String code, String message, Action action, @Nullable Duration retryAfter) {
    if (isClosed()) {
      return;
    }
    phases.endThought(PhaseState.FAILED, loop.nanoTime());
    finish(
        TurnState.FAILED,
        new Failed(
            code,
            message,
            action,
            retryAfter == null ? null : retryAfter.toMillis(),
            timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  /** Cancels the turn and its upstream calls immediately, unless it has ended. */
  public void cancel(CancelledBy by) {
    if (isClosed()) {
      return;
    }
    cancelUpstream();
    phases.endThought(PhaseState.FAILED, loop.nanoTime());
    finish(
        TurnState.CANCELLED,
        new Cancelled(by, timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  private void cancelUpstream() {
    if (route != null) {
      route.cancel();
    }
    if (cancelPreparation != null) {
      cancelPreparation.run();
    }
  }

  /**
   * Detaches the turn from this node, because another node owns it now and nothing written here
   * would be read elsewhere.
   */
  public void disown() {
    disowned = true;
    cancelUpstream();
    stopTimers();
  }

  /**
   * Ends the turn in the same way as the node that took it over.
   *
   * @param stored the turn as that node stored it; absent if it was deleted with its conversation
   */
  public void endAsElsewhere(@Nullable StoredTurn stored) {
    disown();
    if (stored != null) {
      state = stored.state();
    } else if (!state.isFinal()) {
      state = TurnState.CANCELLED;
      log.append(
          new Cancelled(CancelledBy.USER, timeline.finish(Usage.NONE, false, loop.nanoTime())));
    }
    ending.endAs(stored);
  }

  private void stopTimers() {
    sideEvents.stop();
    disconnectGrace.stop();
  }

  private void finish(TurnState end, TurnEvent.Terminal event) {
    transitionTo(end);
    stopTimers();
    ending.storeAndPublish(this, event);
  }

  /** Whether the turn ignores all further events. */
  private boolean isClosed() {
    return state.isFinal() || disowned;
  }

  private void transitionTo(TurnState next) {
    if (!state.canTransitionTo(next)) {
      throw new IllegalStateException(identity.turnId() + ": " + state + " to " + next);
    }
    state = next;
  }

  private void startGraceIfUnread() {
    if (started && !isClosed() && origin != TurnOrigin.JOB) {
      disconnectGrace.startIfUnread();
    }
  }
}
