package dev.firstword.core.turn.running;

import dev.firstword.core.turn.store.TurnBus;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up whether a turn without readers on this node has readers on another node. */
public interface RemoteReaderLookup {

  /** There are no other nodes. */
  RemoteReaderLookup SINGLE_NODE = (_, answer) -> answer.accept(false);

  /** Calls back with the answer, immediately or later, on any thread. */
  void lookup(String turnId, Consumer<Boolean> callback);

  /**
   * Looks readers up on the bus. While the bus is unavailable the answer is unknown, and the turn
   * is assumed to have readers.
   */
  static RemoteReaderLookup viaBus(TurnBus bus, Executor virtualThreads) {
    Logger log = LoggerFactory.getLogger(RemoteReaderLookup.class);
    return (turnId, callback) ->
        virtualThreads.execute(() -> {
          boolean hasReaders = true;
          try {
            hasReaders = bus.hasRemoteReaders(turnId);
          } catch (RuntimeException e) {
            log.debug("can't look up the readers of {}: {}", turnId, e.toString());
          }
          callback.accept(hasReaders);
        });
  }
}
