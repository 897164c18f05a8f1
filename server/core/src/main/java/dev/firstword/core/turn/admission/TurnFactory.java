package dev.firstword.core.turn.admission;

import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.relay.event.TurnEvent;
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
  private final TurnListeners listeners;
  private final BooleanSupplier measured;
  private final boolean simulated;

  /**
   * Creates the factory.
   *
   * @param measured whether timings are recorded for turns that start now
   * @param simulated whether the simulator provides the models, as stated in every start event
   */
  public TurnFactory(
      LocalTurns localTurns,
      Journal journal,
      ClusterCoordinator cluster,
      TurnListeners listeners,
      BooleanSupplier measured,
      boolean simulated) {
    this.localTurns = localTurns;
    this.journal = journal;
    this.cluster = cluster;
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
    Turn turn =
        new Turn(
            identity,
            validated.profile(),
            request.origin(),
            request.loop(),
            measured.getAsBoolean()
                ? new Timeline(request.receivedNanos())
                : Timeline.unmeasured(request.receivedNanos()),
            journal,
            cluster.remoteReaders(),
            simulated,
            request.chatRequest().continues(),
            (ended, end) -> {
              localTurns.remove(identity);
              onEnded.run();
              notifyListeners(request, ended, end);
            });
    localTurns.add(turn);
    journal.track(turn, () -> cluster.handleLost(turn));
    cluster.replicate(turn);
    return turn;
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
  private void notifyListeners(TurnRequest request, Turn turn, TurnEvent.@Nullable Terminal end) {
    if (end == null) {
      listeners.forEach(listener -> listener.onLost(turn.identity(), request.origin()));
    } else if (turn.isMeasured()) {
      listeners.forEach(listener ->
          listener.onEnded(turn.identity(), request.origin(), end, turn.report(request.trace())));
    } else {
      listeners.forEach(listener -> listener.onEnded(turn.identity(), request.origin(), end));
    }
  }
}
