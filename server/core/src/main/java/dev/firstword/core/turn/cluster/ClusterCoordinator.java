package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.TurnService.Dependencies;
import dev.firstword.core.turn.running.RemoteReaderLookup;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coordinates turns across nodes: follows and cancels turns of other nodes, replicates the turns of
 * this one, and recovers the turns of nodes that die. On a single node most of this does nothing.
 */
public final class ClusterCoordinator implements AutoCloseable {

  private static final Duration END_WAIT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration END_POLL_INTERVAL = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(ClusterCoordinator.class);

  private final Dependencies dependencies;
  private final Consumer<String> cancelLocal;
  private final TurnRecovery recovery;
  private final @Nullable RemoteTurnFollower follower;
  private final @Nullable LogReplicator replicator;
  private final RemoteReaderLookup remoteReaders;
  private @Nullable NodeLease lease;

  /**
   * Starts listening to other nodes, if there can be any.
   *
   * @param cancelLocal cancels a turn if it runs on this node
   * @param notifier passes notifications about recovered turns to the listeners
   */
  public ClusterCoordinator(
      Dependencies dependencies,
      Consumer<String> cancelLocal,
      Consumer<Consumer<TurnListener>> notifier) {
    this.dependencies = dependencies;
    this.cancelLocal = cancelLocal;
    TurnBus bus = dependencies.bus();
    recovery =
        new TurnRecovery(
            dependencies.store(), bus, dependencies.nodeId(), dependencies.clock(), notifier);
    follower =
        dependencies.sharedStore()
            ? new RemoteTurnFollower(bus, dependencies.store(), dependencies.scheduler())
            : null;
    replicator = bus == null ? null : new LogReplicator(bus, dependencies.scheduler());
    remoteReaders =
        bus == null
            ? RemoteReaderLookup.SINGLE_NODE
            : RemoteReaderLookup.viaBus(bus, dependencies.virtualThreads());
    if (bus != null) {
      bus.onCancel(cancelLocal);
    }
  }

  /** Takes this node's lease, and ends the turns that dead nodes left behind. Blocks. */
  public void open() {
    if (dependencies.sharedStore()) {
      lease =
          new NodeLease(
              dependencies.store(),
              dependencies.nodeId(),
              recovery,
              cancelLocal,
              dependencies.scheduler());
    } else {
      recovery.run(); // With one node, any unfinished turn is an orphan.
    }
  }

  /** Ends a dead node's turn that was waiting to be adopted. Blocks. */
  public void interrupt(StoredTurn orphan) {
    recovery.end(orphan);
  }

  public RemoteReaderLookup remoteReaders() {
    return remoteReaders;
  }

  /** Replicates what a turn of this node publishes to other nodes. */
  public void replicate(Turn turn) {
    if (replicator != null) {
      replicator.track(turn);
    }
  }

  /** Returns the turn, kept up to date if another node is running it. */
  public FollowableTurn follow(StoredTurn stored) {
    if (stored.state().isFinal() || follower == null) {
      return stored;
    }
    return follower.follow(stored);
  }

  /**
   * Requests a cancel through the store, which is reliable, and through the bus, which is faster.
   *
   * @throws dev.firstword.core.protocol.ProblemException if the store is unavailable
   */
  public void requestCancel(RemoteTurn turn) {
    String turnId = turn.identity().turnId();
    dependencies.store().requestCancel(turn.identity().caller(), turnId);
    TurnBus bus = dependencies.bus();
    if (bus != null) {
      try {
        bus.requestCancel(turnId);
      } catch (RuntimeException e) {
        log.debug("{} will be cancelled through the store: {}", turnId, e.toString());
      }
    }
  }

  /**
   * Handles the loss of a turn that another node took over while this one was unreachable: the turn
   * ends here in the same way as there.
   */
  public void handleLost(Turn turn) {
    String turnId = turn.identity().turnId();
    log.warn("{} no longer belongs to this node", turnId);
    if (replicator != null) {
      replicator.untrack(turnId);
    }
    turn.loop().execute(turn::disown);
    long deadlineNanos = dependencies.clock().nanoTime() + END_WAIT_TIMEOUT.toNanos();
    dependencies
        .scheduler()
        .start(
            TaskOptions.of("lost-turn", "can't see how " + turnId + " ended"),
            () -> endAsElsewhere(turn, deadlineNanos));
  }

  /** Ends a lost turn once it has ended on its new node, or without that node's end in time. */
  private NextRun endAsElsewhere(Turn turn, long deadlineNanos) {
    TurnIdentity identity = turn.identity();
    Optional<StoredTurn> stored = Optional.empty();
    try {
      stored = dependencies.store().find(identity.caller(), identity.turnId());
    } catch (RuntimeException e) {
      log.warn("can't see how {} ended: {}", identity.turnId(), e.toString());
    }
    boolean isRunning = stored.isPresent() && !stored.get().state().isFinal();
    if (isRunning && dependencies.clock().nanoTime() - deadlineNanos < 0) {
      return NextRun.after(END_POLL_INTERVAL);
    }
    StoredTurn ended = isRunning ? null : stored.orElse(null);
    turn.loop().execute(() -> turn.endAsElsewhere(ended));
    return NextRun.NEVER;
  }

  /** Stops coordinating; other nodes may take over what this node still owns immediately. */
  @Override
  public void close() {
    if (replicator != null) {
      replicator.close();
    }
    if (follower != null) {
      follower.close();
    }
    if (lease != null) {
      lease.close();
    }
  }
}
