package dev.firstword.turn;

import dev.firstword.answer.SlowNotice;
import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.TurnEvent.Cancelled;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.protocol.TurnEvent.Done;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.Phase;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteFailure;
import dev.firstword.routing.RouteListener;
import dev.firstword.timeline.Timeline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Function;
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
  private final Runnable whenEnded;
  private final TurnLog log = new TurnLog();
  private volatile TurnState state = TurnState.PREPARING;
  private boolean started;
  private @Nullable SlowNotice slowNotice;
  private @Nullable Future<?> preparation;
  private @Nullable Route route;
  private EventLoop.@Nullable Timer grace;

  /** Made once its user's message is durable; lives from {@link #start} on. */
  Turn(
      TurnIdentity identity,
      Profile profile,
      EventLoop loop,
      Timeline timeline,
      Journal journal,
      boolean simulated,
      Runnable whenEnded) {
    this.identity = identity;
    this.profile = profile;
    this.loop = loop;
    this.timeline = timeline;
    this.journal = journal;
    this.whenEnded = whenEnded;
    log.append(
        new TurnEvent.Start(
            identity.turnId(),
            identity.conversationId(),
            identity.userMessageId(),
            identity.assistantMessageId(),
            simulated));
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

  @Override
  public void cancel() {
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
    slowNotice =
        new SlowNotice(profile.patience(), timeline.lastTextNanos(), loop, this::tellThatItIsSlow);
    log.publish(false);
    giveGraceIfUnread();
  }

  /** Where to stop the preparation if the turn is cancelled during it. */
  void preparedBy(Future<?> task) {
    preparation = task;
    if (state.isFinal()) {
      task.cancel(true);
    }
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
    if (state.isFinal()) {
      return;
    }
    log.append(phaseEvent(name, phaseState, nanos));
    if (started) {
      log.publish(false);
    }
  }

  private Phase phaseEvent(String name, PhaseState phaseState, long nanos) {
    return new Phase(name, profile.label(name), phaseState, timeline.elapsedMs(nanos));
  }

  /** The prompt is ready; {@code router} asks the model, with this turn as listener. */
  void ask(Function<RouteListener, Route> router) {
    if (state.isFinal()) {
      return;
    }
    become(TurnState.WAITING);
    long now = loop.nanoTime();
    timeline.modelCalled(now);
    // Published with the model's name, which the router tells before it returns.
    log.append(phaseEvent(Timeline.MODEL, PhaseState.STARTED, now));
    route = router.apply(this);
  }

  @Override
  public void onModel(String model, ModelReason reason) {
    log.append(new TurnEvent.Model(model, reason));
    log.publish(false);
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
    if (slowNotice != null) {
      slowNotice.textCame();
    }
    log.append(new TurnEvent.Text(text));
  }

  @Override
  public void onReadComplete() {
    log.publish(false);
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    log.append(phaseEvent(Timeline.GENERATION, PhaseState.FINISHED, loop.nanoTime()));
    log.append(new TurnEvent.StreamEnd());
    finish(TurnState.DONE, new Done(reason, usage, timeline.finish(usage, true, loop.nanoTime())));
  }

  @Override
  public void onFailure(RouteFailure failure) {
    logger.warn("{} failed: {} ({})", identity.turnId(), failure.code(), failure.detail());
    fail(failure.code(), failure.message(), failure.action(), failure.retryAfter());
  }

  /** Ends the turn with an error, unless it has ended. */
  void fail(String code, String message, Action action, @Nullable Duration retryAfter) {
    if (state.isFinal()) {
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
    if (state.isFinal()) {
      return;
    }
    if (route != null) {
      route.cancel();
    }
    if (preparation != null) {
      preparation.cancel(true);
    }
    finish(
        TurnState.CANCELLED,
        new Cancelled(by, timeline.finish(Usage.NONE, false, loop.nanoTime())));
  }

  private void finish(TurnState end, TurnEvent.Terminal event) {
    become(end);
    if (slowNotice != null) {
      slowNotice.stop();
    }
    if (grace != null) {
      grace.cancel();
    }
    log.publish(false); // What came before the end need not wait for the store.
    log.append(event);
    EventLoop.Timer unconfirmed = loop.schedule(LONGEST_WAIT_FOR_STORE, () -> log.publish(true));
    journal.finish(
        identity,
        log.appended(true),
        end,
        event,
        () ->
            loop.execute(() -> {
              unconfirmed.cancel();
              if (!log.view().ended()) {
                log.publish(true);
              }
              whenEnded.run();
            }));
  }

  private void become(TurnState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(identity.turnId() + ": " + state + " to " + next);
    }
    state = next;
  }

  private void tellThatItIsSlow(String message, long waitedMs) {
    log.append(new TurnEvent.Slow(message, waitedMs));
    log.publish(false);
  }

  private void giveGraceIfUnread() {
    if (!started || state.isFinal() || log.hasReaders()) {
      return;
    }
    Duration allowed = profile.limits().orphanGrace();
    if (allowed.isZero()) {
      cancel(CancelledBy.DISCONNECT);
      return;
    }
    if (grace != null) {
      grace.cancel();
    }
    grace =
        loop.schedule(
            allowed,
            () -> {
              if (!log.hasReaders()) {
                cancel(CancelledBy.DISCONNECT);
              }
            });
  }
}
