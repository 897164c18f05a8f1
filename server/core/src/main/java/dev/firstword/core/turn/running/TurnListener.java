package dev.firstword.core.turn.running;

import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.event.TurnEvent;

/**
 * Receives the ends of turns. Called on arbitrary threads, so it must only take note and hand over.
 */
public interface TurnListener {

  /** A turn of this node has ended, and its end is durable. */
  void onEnded(TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event);

  /**
   * A measured turn that ran on this node has ended. Receives its latency report; by default,
   * treated like any other turn.
   */
  default void onEnded(
      TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event, TurnReport report) {
    onEnded(identity, origin, event);
  }

  /**
   * A turn of this node was deleted, or was ended by another node; no further calls follow for it.
   */
  default void onLost(TurnIdentity identity, TurnOrigin origin) {}

  /** This node has adopted an unstarted turn of a job from a dead node. */
  default void onUnstartedAdopted(StoredTurn turn) {}
}
