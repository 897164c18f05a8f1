package dev.firstword.core.turn.running;

import dev.firstword.core.turn.store.TurnStore;
import java.util.concurrent.Executor;

/**
 * Where the turns of this node store what they need to resume elsewhere.
 *
 * @param node the id of this node
 * @param executor runs what blocks
 */
public record SuspensionStore(TurnStore store, String node, Executor executor) {

  /** Stores a state in place of an earlier one. Blocks. */
  void save(String turnId, SuspendedTurn state) {
    store.suspend(node, turnId, state.step(), SuspendedTurnJson.write(state));
  }

  /** Deletes the state of a turn that no longer waits. Blocks. */
  void discard(String turnId) {
    store.discardSuspended(node, turnId);
  }
}
