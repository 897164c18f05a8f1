package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.log.TurnLog.View;

/**
 * A turn that another node runs: a byte-for-byte copy of its log, as far as it has been received.
 * Written by one thread, that of {@link RemoteTurnFollower}.
 */
public final class RemoteTurn implements FollowableTurn {

  private final TurnIdentity identity;
  private final TurnLog log;
  private final Runnable onSubscribed;
  private volatile TurnState state;

  RemoteTurn(StoredTurn stored, Runnable onSubscribed) {
    this.identity = stored.identity();
    this.state = stored.state();
    this.onSubscribed = onSubscribed;
    this.log = TurnLog.continuing(stored.log().view());
  }

  @Override
  public TurnIdentity identity() {
    return identity;
  }

  @Override
  public TurnState state() {
    return state;
  }

  @Override
  public TurnLog log() {
    return log;
  }

  @Override
  public void subscribe(LogReader reader) {
    log.addReader(reader);
    onSubscribed.run();
  }

  @Override
  public void unsubscribe(LogReader reader) {
    log.removeReader(reader);
  }

  /**
   * Applies a chunk from the bus; ignores a chunk that is already known or does not connect.
   *
   * @return whether it connects; otherwise earlier ones are missing
   */
  boolean apply(LogChunk chunk) {
    int knownLength = log.view().length();
    boolean connects = log.view().ended() || chunk.offset() <= knownLength;
    if (!log.view().ended() && connects && chunk.end() > knownLength) {
      state = chunk.state();
      log.appendEncoded(chunk.bytes(), (int) (knownLength - chunk.offset()), chunk.bytes().length);
      log.publish(chunk.last());
    }
    return connects;
  }

  /** Applies what the store has. */
  void apply(StoredTurn stored) {
    View storedView = stored.log().view();
    int knownLength = log.view().length();
    if (stored.state().isFinal()) {
      state = stored.state();
      log.endAs(storedView);
    } else if (storedView.length() > knownLength && !log.view().ended()) {
      state = stored.state();
      log.appendFrom(storedView, knownLength);
      log.publish(false);
    }
  }

  /** Ends the log of a turn that was deleted with its conversation. */
  void markDeleted() {
    if (!log.view().ended()) {
      state = TurnState.CANCELLED;
      log.publish(true);
    }
  }
}
