package dev.firstword.turn;

/**
 * A turn as its readers see it, running here or on another node, or long ended. All methods may be
 * called from any thread.
 */
public sealed interface FollowableTurn permits Turn, RemoteTurn, StoredTurn {

  TurnIdentity identity();

  TurnState state();

  TurnLog log();

  /** Counts the reader in. It then looks at the log's view, and is told of what comes later. */
  void join(LogReader reader);

  /** Counts the reader out; the last one's leaving starts the turn's grace. */
  void leave(LogReader reader);
}
