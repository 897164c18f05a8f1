package dev.firstword.turn;

import dev.firstword.protocol.TurnEvent;
import dev.firstword.turn.TurnStore.Origin;

/** Hears how turns end, on whatever thread that is: it must only note it and hand on. */
public interface TurnListener {

  /** A turn of this node has ended, and that is durable. */
  void ended(TurnIdentity identity, Origin origin, TurnEvent.Terminal event);

  /**
   * The same for a turn that ran here and was measured, which is told with where its time went. Who
   * does not ask for that hears of it as of any other.
   */
  default void ended(
      TurnIdentity identity, Origin origin, TurnEvent.Terminal event, TurnAccount account) {
    ended(identity, origin, event);
  }

  /** A turn of this node was deleted or was ended by another one: nothing more comes of it here. */
  default void gone(TurnIdentity identity, Origin origin) {}

  /** A job's turn, left by a node that is gone before it had begun to run, is this node's now. */
  default void leftUnstarted(StoredTurn turn) {}
}
