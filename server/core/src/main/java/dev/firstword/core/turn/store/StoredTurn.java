package dev.firstword.core.turn.store;

import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;

/**
 * A turn read from the store, with as much of its log as was stored.
 *
 * @param node the node that runs the turn, or ran it last
 * @param startedAtMs epoch milliseconds
 */
public record StoredTurn(
    TurnIdentity identity,
    TurnState state,
    TurnLog log,
    String node,
    TurnOrigin origin,
    long startedAtMs)
    implements FollowableTurn {

  /** Returns a copy that names another node. */
  public StoredTurn withNode(String other) {
    return new StoredTurn(identity, state, log, other, origin, startedAtMs);
  }

  @Override
  public void subscribe(LogReader reader) {}

  @Override
  public void unsubscribe(LogReader reader) {}
}
