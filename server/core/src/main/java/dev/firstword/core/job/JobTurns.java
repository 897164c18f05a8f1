package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import java.util.Optional;

/** The operations on turns that jobs need. */
interface JobTurns {

  /** See {@link TurnService#admit}. The turn is durable when this returns. Blocks. */
  AdmittedTurn admit(TurnRequest request);

  /** See {@link TurnService#adopt}. */
  AdmittedTurn adopt(StoredTurn stored, TurnRequest request);

  /** See {@link TurnService#runInBackground}; callable from any thread. */
  void start(AdmittedTurn admitted);

  /** See {@link TurnService#find}. Blocks. */
  Optional<FollowableTurn> find(Caller caller, String turnId);

  /** See {@link TurnService#cancel}. Blocks. */
  void cancel(Caller caller, String turnId);

  /** See {@link TurnService#interrupt}. Blocks. */
  void interrupt(StoredTurn unstarted);

  /** Delegates to the turn service. */
  record TurnServiceAdapter(TurnService turns) implements JobTurns {

    @Override
    public AdmittedTurn admit(TurnRequest request) {
      return turns.admit(request).awaitDurable();
    }

    @Override
    public AdmittedTurn adopt(StoredTurn stored, TurnRequest request) {
      return turns.adopt(stored, request);
    }

    @Override
    public void start(AdmittedTurn admitted) {
      turns.runInBackground(admitted);
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
    public void interrupt(StoredTurn unstarted) {
      turns.interrupt(unstarted);
    }
  }
}
