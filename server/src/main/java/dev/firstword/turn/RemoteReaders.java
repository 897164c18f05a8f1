package dev.firstword.turn;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether a turn that nobody reads here is followed on another node. */
interface RemoteReaders {

  /** There are no other nodes. */
  RemoteReaders NONE = (_, answer) -> answer.accept(false);

  /** Gives the answer at once or later, on any thread. */
  void ask(String turnId, Consumer<Boolean> answer);

  /** Asks the bus. While it is away nobody knows, and the turn gets the benefit of that doubt. */
  static RemoteReaders on(TurnBus bus, Executor virtualThreads) {
    Logger log = LoggerFactory.getLogger(RemoteReaders.class);
    return (turnId, answer) ->
        virtualThreads.execute(() -> {
          boolean followed = true;
          try {
            followed = bus.isFollowed(turnId);
          } catch (RuntimeException e) {
            log.debug("can't ask who follows {}: {}", turnId, e.toString());
          }
          answer.accept(followed);
        });
  }
}
