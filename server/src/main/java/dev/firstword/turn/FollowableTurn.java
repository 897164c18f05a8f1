package dev.firstword.turn;

/**
 * A turn as its readers see it, running or long ended. All methods may be called from any thread.
 */
public sealed interface FollowableTurn permits Turn, StoredTurn {

  TurnIdentity identity();

  TurnState state();

  TurnLog log();

  /** Counts the reader in. It then looks at the log's view, and is told of what comes later. */
  void join(LogReader reader);

  /** Counts the reader out; the last one's leaving starts the turn's grace. */
  void leave(LogReader reader);

  /** Stops the turn for its user; does nothing on one that has ended. */
  void cancel();
}
