package dev.firstword.turn;

import dev.firstword.turn.Turns.Parts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What concerns a turn beyond this node: following it from elsewhere, stopping it from elsewhere,
 * and what becomes of it when its node dies. On a node that is alone most of it is nothing.
 */
final class OtherNodes implements AutoCloseable {

  private static final Duration LONGEST_WAIT_FOR_END = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(OtherNodes.class);

  private final Parts parts;
  private final Consumer<String> cancelHere;
  private final Recovery recovery;
  private final @Nullable RemoteTurns remoteTurns;
  private final @Nullable LogSharing sharing;
  private final RemoteReaders readers;
  private @Nullable NodeLease lease;

  /**
   * Begins to listen to the other nodes, if there can be any.
   *
   * @param cancelHere cancels a turn if it runs on this node
   * @param tell hands news of turns that are taken over to the listeners
   */
  OtherNodes(Parts parts, Consumer<String> cancelHere, Consumer<Consumer<TurnListener>> tell) {
    this.parts = parts;
    this.cancelHere = cancelHere;
    TurnBus bus = parts.bus();
    recovery = new Recovery(parts.store(), bus, parts.node(), parts.clock(), tell);
    remoteTurns = parts.sharedStore() ? new RemoteTurns(bus, parts.store()) : null;
    sharing = bus == null ? null : new LogSharing(bus);
    readers = bus == null ? RemoteReaders.NONE : RemoteReaders.on(bus, parts.virtualThreads());
    if (bus != null) {
      bus.onCancel(cancelHere);
    }
  }

  /** Takes this node's lease, and ends what nodes that are gone have left. Blocks. */
  void open() {
    if (parts.sharedStore()) {
      lease = new NodeLease(parts.store(), parts.node(), recovery, cancelHere);
    } else {
      recovery.run(); // Whoever left something is gone for certain.
    }
  }

  /** Ends a turn of a dead node's that was left to be taken up. Blocks. */
  void giveUp(StoredTurn left) {
    recovery.end(left);
  }

  RemoteReaders readers() {
    return readers;
  }

  /** Lets other nodes see what a turn of this one publishes. */
  void share(Turn turn) {
    if (sharing != null) {
      sharing.track(turn);
    }
  }

  /** The turn, kept up to date if another node is running it. */
  FollowableTurn follow(StoredTurn stored) {
    if (stored.state().isFinal() || remoteTurns == null) {
      return stored;
    }
    return remoteTurns.follow(stored);
  }

  /**
   * Leaves word in the store, which no node can miss, and tells the bus, which is faster.
   *
   * @throws dev.firstword.protocol.RefusedException when the store is away
   */
  void requestCancel(RemoteTurn turn) {
    String turnId = turn.identity().turnId();
    parts.store().requestCancel(turn.identity().caller(), turnId);
    TurnBus bus = parts.bus();
    if (bus != null) {
      try {
        bus.requestCancel(turnId);
      } catch (RuntimeException e) {
        log.debug("{} will hear of its cancelling from the store: {}", turnId, e.toString());
      }
    }
  }

  /** A turn was taken over while this node could not be heard; it ends here as it does there. */
  void lost(Turn turn) {
    String turnId = turn.identity().turnId();
    log.warn("{} is not this node's any more", turnId);
    if (sharing != null) {
      sharing.forget(turnId);
    }
    turn.loop().execute(turn::disown);
    parts
        .virtualThreads()
        .execute(() -> {
          StoredTurn stored = awaitEnd(turn.identity());
          turn.loop().execute(() -> turn.endedElsewhere(stored));
        });
  }

  private @Nullable StoredTurn awaitEnd(TurnIdentity identity) {
    long end = System.nanoTime() + LONGEST_WAIT_FOR_END.toNanos();
    while (System.nanoTime() < end) {
      try {
        Optional<StoredTurn> stored = parts.store().find(identity.caller(), identity.turnId());
        if (stored.isEmpty() || stored.get().state().isFinal()) {
          return stored.orElse(null);
        }
        TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return null;
      } catch (RuntimeException e) {
        log.warn("can't see how {} ended: {}", identity.turnId(), e.toString());
        return null;
      }
    }
    return null;
  }

  /** Stops listening; what this node still holds may be taken over at once. */
  @Override
  public void close() {
    if (sharing != null) {
      sharing.close();
    }
    if (remoteTurns != null) {
      remoteTurns.close();
    }
    if (lease != null) {
      lease.close();
    }
  }
}
