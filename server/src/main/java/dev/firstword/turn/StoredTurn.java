package dev.firstword.turn;

/**
 * A turn read back from the store, which nobody runs.
 *
 * @param startedAtMs epoch milliseconds
 */
public record StoredTurn(TurnIdentity identity, TurnState state, TurnLog log, long startedAtMs)
    implements FollowableTurn {

  @Override
  public void join(LogReader reader) {}

  @Override
  public void leave(LogReader reader) {}

  @Override
  public void cancel() {}
}
