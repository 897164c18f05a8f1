package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.AnswerNowBy;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running turn: its state, its log, and its readers. All of its state is confined to its event
 * loop, so it needs no lock. A turn ends with exactly one terminal event, which readers see once it
 * is durable.
 */
public final class Turn implements FollowableTurn, AnswerGeneration.Owner {

  private static final Logger logger = LoggerFactory.getLogger(Turn.class);

  private final TurnIdentity identity;
  private final Profile profile;
  private final EventLoop loop;
  private final Timeline timeline;
  private final TurnOrigin origin;
  private final TurnLog log;
  private final TurnEnding ending;
  private final AnswerSideEvents sideEvents;
  private final AnswerPhases phases;
  private final AnswerGeneration generation;
  private final DisconnectGrace disconnectGrace;
  private volatile TurnState state = TurnState.PREPARING;
  private boolean started;
  private volatile boolean disowned;
  private boolean publishScheduled;
  private @Nullable Runnable cancelPreparation;
  private @Nullable Runnable onReleased;

  /**
   * Creates a turn whose user message is durable. It is inactive until {@link #start} is called.
   *
   * @param start the first event of its log
   * @param onEnded called once on the loop, with the terminal event when the end is durable, or
   *     with null if another node ended the turn
   */
  public Turn(
      TurnSetup setup,
      TurnEvent.Start start,
      BiConsumer<Turn, TurnEvent.@Nullable Terminal> onEnded) {
    this(setup, new TurnLog(), onEnded);
    log.hold();
    log.append(start);
  }

  /**
   * Creates a turn that resumes with its log, to which nothing else writes. It is inactive until
   * {@link #resume} is called.
   */
  public Turn(
      TurnSetup setup, TurnLog log, BiConsumer<Turn, TurnEvent.@Nullable Terminal> onEnded) {
    this.identity = setup.identity();
    this.profile = setup.profile();
    this.origin = setup.origin();
    this.loop = setup.loop();
    this.timeline = setup.timeline();
    this.log = log;
    this.ending = new TurnEnding(log, loop, setup.journal(), event -> onEnded.accept(this, event));
    this.sideEvents = new AnswerSideEvents(setup, log, this::publishSoon);
    this.phases = new AnswerPhases(profile, timeline, log, sideEvents);
    SuspendedTurnWriter suspendedTurn =
        new SuspendedTurnWriter(
            identity.turnId(), loop, setup.suspensions(), this::releaseIfSuspended);
    this.generation =
        new AnswerGeneration(profile, loop, timeline, log, sideEvents, phases, suspendedTurn, this);
    this.disconnectGrace =
        new DisconnectGrace(
            identity.turnId(),
            profile.timeouts().disconnectGrace(),
            log,
            setup.remoteReaders(),
            loop,
            this::endUnread);
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

  /** Whether {@link #report} is of use. */
  public boolean isMeasured() {
    return timeline.isMeasured();
  }

  /** Reports where the time went. Must be called on the loop, after the turn has ended. */
  public TurnReport report(TraceContext trace) {
    return new TurnReport(profile.name(), generation.complexity(), timeline.snapshot(), trace);
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

  /** Cancels the turn for its user, unless it has ended. Callable from any thread. */
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

  /** Publishes how the log starts. Called once, after the first reader could subscribe. */
  public void start() {
    started = true;
    if (state.isFinal()) {
      return; // Cancelled before it started.
    }
    sideEvents.start();
    log.release();
    startGraceIfUnread();
  }

  /**
   * Resumes the step whose tools ran when the turn's node stopped. Called once, on the loop, in
   * place of {@link #start} and {@link #generate}.
   *
   * @param request the request of that step
   * @param writtenText the text of the log
   */
  public void resume(GenerationRequest request, SuspendedTurn suspended, String writtenText) {
    started = true;
    state = TurnState.TOOLS;
    generation.resume(request, suspended, writtenText);
    startGraceIfUnread();
  }

  /** Sets how to cancel the preparation if the turn is cancelled during it. */
  public void setPreparationCanceller(Runnable canceller) {
    cancelPreparation = canceller;
    if (isClosed()) {
      canceller.run();
    }
  }

  /** Records that the user's message is durable. */
  public void recordStored() {
    timeline.stored(loop.nanoTime());
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

  @Override
  public void publish() {
    publishScheduled = false;
    log.publish(false);
  }

  /** Starts to generate the answer to the prepared prompt. */
  public void generate(GenerationRequest request) {
    if (!isClosed()) {
      generation.start(request);
    }
  }

  /**
   * Accepts results of the turn's tool calls. Callable from any thread; the future completes on the
   * loop. It is empty if the turn is detached from this node, and the results may be for another.
   */
  public CompletableFuture<Optional<ToolResultsOutcome>> offerToolResults(
      List<ContentPart.ToolResult> results) {
    return CompletableFuture.supplyAsync(
        () -> disowned ? Optional.empty() : Optional.of(generation.offerToolResults(results)),
        this::runOnLoop);
  }

  /** Stops the model's thought, if it has one, and has it answer. Callable from any thread. */
  public void answerNow() {
    runOnLoop(() -> {
      if (!isClosed()) {
        generation.answerNow(AnswerNowBy.USER);
      }
    });
  }

  @Override
  public void onAnswered(FinishReason reason, Usage usage) {
    Latency latency = timeline.finish(usage, true, loop.nanoTime());
    finish(TurnState.DONE, new Done(reason, usage, sideEvents.summaryUsage(), latency));
  }

  @Override
  public void onAnswerFailed(AnswerFailure failure) {
    logger
        .atWarn()
        .addKeyValue("turn_id", identity.turnId())
        .log("{} failed: {} ({})", identity.turnId(), failure.code(), failure.detail());
    fail(failure.code(), failure.message(), failure.action(), failure.retryAfter());
  }

  /** Ends the turn with an error, unless it has ended. */
  public void fail(String code, String message, Action action, @Nullable Duration retryAfter) {
    if (isClosed()) {
      return;
    }
    generation.close();
    generation.interrupt();
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
    generation.interrupt();
    finish(
        TurnState.CANCELLED,
        new Cancelled(by, timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  private void cancelUpstream() {
    generation.close();
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
   * Detaches the turn from this node as soon as it waits for tools and can resume elsewhere, which
   * may be now, or never. Then calls the action. Must be called on the loop.
   */
  public void releaseWhenSuspended(Runnable action) {
    onReleased = action;
    releaseIfSuspended();
  }

  private void releaseIfSuspended() {
    if (onReleased != null && !isClosed() && generation.isSuspended()) {
      publish();
      disown();
      onReleased.run();
    }
  }

  /** Whether the turn is detached from this node: another one may resume it. */
  public boolean isDisowned() {
    return disowned;
  }

  /** Shows how the node that took the turn over continues it. */
  public void goOnAsElsewhere(StoredTurn stored) {
    state = stored.state();
    log.continueAs(stored.log().view(), false);
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
    ending.storeAndPublish(this, event, generation.answerParts());
  }

  /** Whether the turn ignores all further events. */
  private boolean isClosed() {
    return state.isFinal() || disowned;
  }

  @Override
  public void transitionTo(TurnState next) {
    if (!state.canTransitionTo(next)) {
      throw new IllegalStateException(identity.turnId() + ": " + state + " to " + next);
    }
    boolean waitedUnread = waitsUnread();
    state = next;
    if (waitedUnread) {
      startGraceIfUnread();
    }
  }

  private void startGraceIfUnread() {
    if (started && !isClosed() && !waitsUnread() && origin != TurnOrigin.JOB) {
      disconnectGrace.startIfUnread();
    }
  }

  private void endUnread() {
    if (!waitsUnread()) {
      cancel(CancelledBy.DISCONNECT);
    }
  }

  /** Whether the turn waits for tools whose client comes back; their deadline limits that. */
  private boolean waitsUnread() {
    return state == TurnState.TOOLS && profile.toolPolicy().waitsUnread();
  }
}
