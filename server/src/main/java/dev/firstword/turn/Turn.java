package dev.firstword.turn;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.TurnEvent.Cancelled;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.protocol.TurnEvent.Done;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.Phase;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.ChosenModel;
import dev.firstword.routing.Complexity;
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteFailure;
import dev.firstword.routing.RouteListener;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running turn: its state, its log, and who is reading. Everything that happens to it happens on
 * its loop, so none of this needs a lock. It ends with exactly one terminal event, which readers
 * see once it is durable.
 */
public final class Turn implements FollowableTurn, RouteListener {

  /** Readers are told the end after this even if the store has not confirmed it. */
  private static final Duration LONGEST_WAIT_FOR_STORE = Duration.ofSeconds(1);

  private static final Logger logger = LoggerFactory.getLogger(Turn.class);

  private final TurnIdentity identity;
  private final Profile profile;
  private final EventLoop loop;
  private final Timeline timeline;
  private final Journal journal;
  private final Origin origin;
  private final Consumer<TurnEvent.@Nullable Terminal> whenEnded;
  private final TurnLog log = new TurnLog();
  private final Accompaniment accompaniment;
  private final OrphanGrace grace;
  private volatile TurnState state = TurnState.PREPARING;
  private boolean started;
  private boolean disowned;
  private boolean publishesSoon;
  private @Nullable Complexity complexity;
  private @Nullable Runnable stopPreparation;
  private @Nullable Route route;

  /**
   * Made once its user's message is durable; lives from {@link #start} on.
   *
   * @param continues the turn whose answer it goes on with
   * @param whenEnded told once how the turn ended, when that is durable; told nothing when it was
   *     another node that ended it
   */
  Turn(
      TurnIdentity identity,
      Profile profile,
      Origin origin,
      EventLoop loop,
      Timeline timeline,
      Journal journal,
      RemoteReaders remoteReaders,
      boolean simulated,
      @Nullable String continues,
      Consumer<TurnEvent.@Nullable Terminal> whenEnded) {
    this.identity = identity;
    this.profile = profile;
    this.origin = origin;
    this.loop = loop;
    this.timeline = timeline;
    this.journal = journal;
    this.whenEnded = whenEnded;
    this.accompaniment = new Accompaniment(profile, timeline.lastTextNanos(), loop, log);
    this.grace =
        new OrphanGrace(
            identity.turnId(),
            profile.limits().orphanGrace(),
            log,
            remoteReaders,
            loop,
            () -> cancel(CancelledBy.DISCONNECT));
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

  EventLoop loop() {
    return loop;
  }

  /** Whether its {@link #account} says anything. */
  boolean isMeasured() {
    return timeline.isMeasured();
  }

  /** Where its time went. To be called once it has ended, on the loop. */
  TurnAccount account(TraceContext trace) {
    return new TurnAccount(profile.name(), complexity, timeline.recording(), trace);
  }

  /** Whether it is a job's and has not begun to run. Called on the loop. */
  boolean isJobUnstarted() {
    return origin == Origin.JOB && !started;
  }

  @Override
  public void join(LogReader reader) {
    log.add(reader);
  }

  @Override
  public void leave(LogReader reader) {
    if (log.remove(reader)) {
      onLoop(this::giveGraceIfUnread);
    }
  }

  /** Stops the turn for its user; does nothing on one that has ended. Callable from any thread. */
  void cancel() {
    onLoop(() -> cancel(CancelledBy.USER));
  }

  private void onLoop(Runnable task) {
    if (loop.isCurrent()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /**
   * Lets readers see what the log begins with. Happens once, after the first of them could join.
   */
  void start() {
    started = true;
    if (state.isFinal()) {
      return; // Cancelled before it could begin.
    }
    accompaniment.begin();
    log.publish(false);
    giveGraceIfUnread();
  }

  /** How to stop the preparation if the turn is cancelled during it. */
  void preparedBy(Runnable stop) {
    stopPreparation = stop;
    if (isOver()) {
      stop.run();
    }
  }

  /** Its user's message became durable between those moments. */
  void stored(long startNanos, long endNanos) {
    timeline.stored(startNanos, endNanos);
  }

  void phaseStarted(String name, long nanos) {
    timeline.started(name, nanos);
    phase(name, PhaseState.STARTED, nanos);
  }

  void phaseEnded(String name, PhaseState result, long nanos) {
    timeline.ended(name, result, nanos);
    phase(name, result, nanos);
  }

  private void phase(String name, PhaseState phaseState, long nanos) {
    if (isOver()) {
      return;
    }
    log.append(phaseEvent(name, phaseState, nanos));
    if (started && !publishesSoon) {
      publishesSoon = true;
      // After what else the loop has to do now: phases that end together are told in one write.
      loop.execute(() -> {
        publishesSoon = false;
        if (!isOver()) {
          log.publish(false);
        }
      });
    }
  }

  private Phase phaseEvent(String name, PhaseState phaseState, long nanos) {
    String label = profile.label(name, phaseState.wireName());
    return new Phase(name, label, phaseState, timeline.elapsedMs(nanos));
  }

  /** The prompt is ready: the model is asked, with this turn as listener. */
  void ask(Asking asking) {
    if (isOver()) {
      return;
    }
    become(TurnState.WAITING);
    if (!asking.sources().isEmpty()) {
      log.append(new TurnEvent.Sources(asking.sources()));
    }
    long now = loop.nanoTime();
    timeline.modelCalled(now);
    // Published with the model's name, which the router tells before it returns.
    log.append(phaseEvent(Timeline.MODEL, PhaseState.STARTED, now));
    accompaniment.asking(asking);
    route = asking.model().apply(this);
    accompaniment.asked();
  }

  @Override
  public void onModel(ChosenModel model) {
    complexity = model.complexity();
    timeline.modelChosen(model.name(), model.reason(), loop.nanoTime());
    log.append(
        new TurnEvent.Model(model.name(), model.reason(), model.withinBudget(), model.judgedBy()));
    accompaniment.modelChosen(model);
    log.publish(false);
  }

  @Override
  public void onAskedAgain(ChosenModel model) {
    accompaniment.modelChosen(model);
  }

  @Override
  public void onText(String text) {
    long now = loop.nanoTime();
    if (state == TurnState.WAITING) {
      become(TurnState.STREAMING);
      log.append(phaseEvent(Timeline.MODEL, PhaseState.FINISHED, now));
      log.append(phaseEvent(Timeline.GENERATION, PhaseState.STARTED, now));
      log.append(new TurnEvent.FullStart());
    }
    timeline.textWritten(now);
    log.append(new TurnEvent.Text(text));
    accompaniment.textCame(text);
  }

  @Override
  public void onReadComplete() {
    log.publish(false);
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    accompaniment.ended(reason, usage);
    log.append(phaseEvent(Timeline.GENERATION, PhaseState.FINISHED, loop.nanoTime()));
    log.append(new TurnEvent.StreamEnd());
    finish(
        TurnState.DONE,
        new Done(
            reason,
            usage,
            accompaniment.summaryUsage(),
            timeline.finish(usage, true, loop.nanoTime())));
  }

  @Override
  public void onFailure(RouteFailure failure) {
    logger.warn("{} failed: {} ({})", identity.turnId(), failure.code(), failure.detail());
    fail(failure.code(), failure.message(), failure.action(), failure.retryAfter());
  }

  /** Ends the turn with an error, unless it has ended. */
  void fail(String code, String message, Action action, @Nullable Duration retryAfter) {
    if (isOver()) {
      return;
    }
    finish(
        TurnState.FAILED,
        new Failed(
            code,
            message,
            action,
            retryAfter == null ? null : retryAfter.toMillis(),
            timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  /** Ends the turn at once and closes what it has open upstream, unless it has ended. */
  void cancel(CancelledBy by) {
    if (isOver()) {
      return;
    }
    stopUpstream();
    finish(
        TurnState.CANCELLED,
        new Cancelled(by, timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  private void stopUpstream() {
    if (route != null) {
      route.cancel();
    }
    if (stopPreparation != null) {
      stopPreparation.run();
    }
  }

  /** The turn is not this node's any more: what it writes now would be read by nobody else. */
  void disown() {
    disowned = true;
    stopUpstream();
    stopTimers();
  }

  /**
   * Ends the turn the way it was ended by the node that took it over.
   *
   * @param stored absent when it was deleted with its conversation
   */
  void endedElsewhere(@Nullable StoredTurn stored) {
    disown();
    if (stored != null) {
      state = stored.state();
      log.endAs(stored.log().view());
    } else if (!log.view().ended()) {
      if (!state.isFinal()) {
        state = TurnState.CANCELLED;
        log.append(
            new Cancelled(CancelledBy.USER, timeline.finish(Usage.NONE, false, loop.nanoTime())));
      }
      log.publish(true);
    }
    whenEnded.accept(null);
  }

  private void stopTimers() {
    accompaniment.stop();
    grace.stop();
  }

  private void finish(TurnState end, TurnEvent.Terminal event) {
    become(end);
    stopTimers();
    log.publish(false); // What came before the end need not wait for the store.
    log.append(event);
    EventLoop.Timer unconfirmed = loop.schedule(LONGEST_WAIT_FOR_STORE, () -> log.publish(true));
    journal.finish(
        this,
        log.appended(true),
        event,
        () ->
            loop.execute(() -> {
              unconfirmed.cancel();
              if (!log.view().ended()) {
                log.publish(true);
              }
              whenEnded.accept(event);
            }));
  }

  /** Whether nothing that happens to the turn from now on counts. */
  private boolean isOver() {
    return state.isFinal() || disowned;
  }

  private void become(TurnState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(identity.turnId() + ": " + state + " to " + next);
    }
    state = next;
  }

  private void giveGraceIfUnread() {
    if (started && !isOver() && origin != Origin.JOB) {
      grace.giveIfUnread();
    }
  }
}
