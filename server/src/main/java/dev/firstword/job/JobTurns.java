package dev.firstword.job;

import dev.firstword.identity.Caller;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.Turns;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import java.util.Optional;

/** What jobs need of turns. */
interface JobTurns {

  /** See {@link Turns#begin}. Blocks. */
  Begun begin(Opening opening);

  /** See {@link Turns#takeUp}. */
  Begun takeUp(StoredTurn stored, Opening opening);

  /** See {@link Turns#startUnread}; callable from any thread. */
  void start(Begun begun);

  /** See {@link Turns#find}. Blocks. */
  Optional<FollowableTurn> find(Caller caller, String turnId);

  /** See {@link Turns#cancel}. Blocks. */
  void cancel(Caller caller, String turnId);

  /** See {@link Turns#giveUp}. Blocks. */
  void giveUp(StoredTurn leftUnstarted);

  /** The real ones. */
  record Real(Turns turns) implements JobTurns {

    @Override
    public Begun begin(Opening opening) {
      return turns.begin(opening);
    }

    @Override
    public Begun takeUp(StoredTurn stored, Opening opening) {
      return turns.takeUp(stored, opening);
    }

    @Override
    public void start(Begun begun) {
      begun.opening().loop().execute(() -> turns.startUnread(begun));
    }

    @Override
    public Optional<FollowableTurn> find(Caller caller, String turnId) {
      return turns.find(caller, turnId);
    }

    @Override
    public void cancel(Caller caller, String turnId) {
      turns.cancel(caller, turnId);
    }

    @Override
    public void giveUp(StoredTurn leftUnstarted) {
      turns.giveUp(leftUnstarted);
    }
  }
}
