package dev.firstword.turn;

import dev.firstword.turn.TurnStore.Origin;

/**
 * A turn read back from the store, as far as it was kept.
 *
 * @param node the one that runs it, or ran it last
 * @param startedAtMs epoch milliseconds
 */
public record StoredTurn(
    TurnIdentity identity,
    TurnState state,
    TurnLog log,
    String node,
    Origin origin,
    long startedAtMs)
    implements FollowableTurn {

  @Override
  public void join(LogReader reader) {}

  @Override
  public void leave(LogReader reader) {}
}
