package dev.firstword.core.turn.admission;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.SuspendedTurn;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.running.TurnSetup;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates the running turn for a stored one, and registers it with everything that follows it: the
 * turns of this node, the journal, and the other nodes.
 */
public final class TurnFactory {

  private final LocalTurns localTurns;
  private final Journal journal;
  private final ClusterCoordinator cluster;
  private final SuspensionStore suspensions;
  private final TurnListeners listeners;
  private final BooleanSupplier measured;
  private final boolean simulated;

  /**
   * Creates the factory.
   *
   * @param suspensions where turns store what they need to resume elsewhere
   * @param measured whether timings are recorded for turns that start now
   * @param simulated whether the simulator provides the models, as stated in every start event
   */
  public TurnFactory(
      LocalTurns localTurns,
      Journal journal,
      ClusterCoordinator cluster,
      SuspensionStore suspensions,
      TurnListeners listeners,
      BooleanSupplier measured,
      boolean simulated) {
    this.localTurns = localTurns;
    this.journal = journal;
    this.cluster = cluster;
    this.suspensions = suspensions;
    this.listeners = listeners;
    this.measured = measured;
    this.simulated = simulated;
  }

  /**
   * Creates a turn that runs on the request's loop once it is started.
   *
   * @param onEnded called on the loop once the end is durable
   */
  Turn create(ValidatedRequest validated, TurnIdentity identity, Runnable onEnded) {
    TurnRequest request = validated.request();
    Timeline timeline =
        measured.getAsBoolean()
            ? new Timeline(request.receivedNanos())
            : Timeline.unmeasured(request.receivedNanos());
    if (request.origin() == TurnOrigin.LIVE) { // A job's turn waits for its place in the queue.
      timeline.storeStarted(request.authenticatedNanos());
    }
    Turn turn =
        new Turn(
            setup(identity, validated.profile(), request.origin(), request.loop(), timeline),
            identity.startEvent(
                simulated, request.chatRequest().continues(), request.chatRequest().warnings()),
            (ended, end) -> {
              localTurns.remove(identity);
              onEnded.run();
              notifyListeners(request.origin(), request.trace(), ended, end);
            });
    register(turn, 0);
    return turn;
  }

  /**
   * Creates a turn that resumes here after its node has stopped. Must be called on the loop, and
   * {@link Turn#resume} before anything else.
   *
   * @param log the turn's log, all of it stored
   * @param onEnded called on the loop once the end is durable
   */
  public Turn createResumed(
      StoredTurn stored,
      SuspendedTurn suspended,
      Profile profile,
      TurnLog log,
      EventLoop loop,
      Timeline timeline,
      Runnable onEnded) {
    TurnOrigin origin = stored.origin();
    TraceContext trace =
        TraceContext.childOf(suspended.routing().traceparent())
            .orElseGet(() -> TraceContext.newTrace(false));
    Turn turn =
        new Turn(
            setup(stored.identity(), profile, origin, loop, timeline),
            log,
            (ended, end) -> {
              localTurns.remove(stored.identity());
              onEnded.run();
              notifyListeners(origin, trace, ended, end);
            });
    register(turn, log.view().length());
    return turn;
  }

  private TurnSetup setup(
      TurnIdentity identity,
      Profile profile,
      TurnOrigin origin,
      EventLoop loop,
      Timeline timeline) {
    return new TurnSetup(
        identity, profile, origin, loop, timeline, journal, cluster.remoteReaders(), suspensions);
  }

  /** Registers a turn whose log is stored up to an offset. */
  private void register(Turn turn, int storedLength) {
    localTurns.add(turn);
    journal.trackFrom(storedLength, turn, () -> cluster.handleLost(turn));
    cluster.replicate(turn);
  }

  /** Discards a turn that could not be stored. Nobody has heard of it. Callable from any thread. */
  void discard(Turn turn) {
    String turnId = turn.identity().turnId();
    journal.untrack(turnId);
    cluster.stopReplicating(turnId);
    localTurns.remove(turn.identity());
    turn.loop().execute(turn::disown);
  }

  /** Notifies of the end, or of the loss of a turn that another node has ended. */
  private void notifyListeners(
      TurnOrigin origin, TraceContext trace, Turn turn, TurnEvent.@Nullable Terminal end) {
    TurnIdentity identity = turn.identity();
    if (end == null) {
      listeners.forEach(listener -> listener.onLost(identity, origin));
    } else if (turn.isMeasured()) {
      listeners.forEach(listener -> listener.onEnded(identity, origin, end, turn.report(trace)));
    } else {
      listeners.forEach(listener -> listener.onEnded(identity, origin, end));
    }
  }
}
