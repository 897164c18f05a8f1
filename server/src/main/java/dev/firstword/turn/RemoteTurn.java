package dev.firstword.turn;

import dev.firstword.turn.TurnBus.Piece;
import dev.firstword.turn.TurnLog.View;

/**
 * A turn that another node runs: its log as far as it is known here, in the same bytes. One thread
 * writes it, that of {@link RemoteTurns}.
 */
final class RemoteTurn implements FollowableTurn {

  private final TurnIdentity identity;
  private final TurnLog log = new TurnLog();
  private final Runnable whenJoined;
  private volatile TurnState state;

  RemoteTurn(StoredTurn stored, Runnable whenJoined) {
    this.identity = stored.identity();
    this.state = stored.state();
    this.whenJoined = whenJoined;
    View kept = stored.log().view();
    log.appendEncoded(kept.bytes(), 0, kept.length());
    log.publish(false);
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
  public void join(LogReader reader) {
    log.add(reader);
    whenJoined.run();
  }

  @Override
  public void leave(LogReader reader) {
    log.remove(reader);
  }

  /** Takes what the bus brought; what is known already, or does not fit on, is passed over. */
  void accept(Piece piece) {
    int has = log.view().length();
    if (!log.view().ended() && piece.offset() <= has && piece.end() > has) {
      state = piece.state();
      log.appendEncoded(piece.bytes(), (int) (has - piece.offset()), piece.bytes().length);
      log.publish(piece.last());
    }
  }

  /** Takes what the store has kept. */
  void accept(StoredTurn stored) {
    View kept = stored.log().view();
    int has = log.view().length();
    if (stored.state().isFinal()) {
      state = stored.state();
      log.endAs(kept);
    } else if (kept.length() > has && !log.view().ended()) {
      state = stored.state();
      log.appendEncoded(kept.bytes(), has, kept.length());
      log.publish(false);
    }
  }

  /** The turn is gone with its conversation: whoever still reads is told no more. */
  void gone() {
    if (!log.view().ended()) {
      state = TurnState.CANCELLED;
      log.publish(true);
    }
  }
}
