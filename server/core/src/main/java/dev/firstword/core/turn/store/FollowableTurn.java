package dev.firstword.core.turn.store;

import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;

/**
 * A turn as its readers see it: running here, running on another node, or ended. All methods are
 * callable from any thread.
 */
public interface FollowableTurn {

  TurnIdentity identity();

  TurnState state();

  TurnLog log();

  /**
   * Subscribes a reader. The reader then checks the view of the log once, and is notified of later
   * publishes.
   */
  void subscribe(LogReader reader);

  /** Unsubscribes a reader. When the last reader leaves, the disconnect grace period starts. */
  void unsubscribe(LogReader reader);
}
