package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews this node's lease in the shared store, and acts on what the store reports: turns to
 * cancel, and turns that a dead node left behind.
 *
 * <p>This node judges others only after it has held its own lease for a whole lease duration. When
 * the store recovers from an outage all leases have expired, and the first node to check would
 * otherwise take over the turns of healthy nodes.
 */
public final class NodeLease implements AutoCloseable {

  /** A node that has not renewed its lease for this long is considered dead. */
  static final Duration LEASE_DURATION = Duration.ofSeconds(5);

  private static final Duration RENEW_INTERVAL = Duration.ofSeconds(1);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

  private final TurnStore store;
  private final String node;
  private final Runnable recover;
  private final LocalTurns localTurns;
  private final Runnable deliverInputs;
  private final Clock clock;
  private final BackgroundTask task;
  private long renewedNanos;
  private long heldSinceNanos;

  /**
   * Takes the lease and starts renewing it.
   *
   * @param recover recovers the turns of dead nodes
   * @param localTurns the turns of this node, of which some are to be cancelled
   * @param deliverInputs gives turns of this node the inputs left for them
   */
  NodeLease(
      TurnStore store,
      String node,
      Runnable recover,
      LocalTurns localTurns,
      Runnable deliverInputs,
      TaskScheduler scheduler) {
    this.store = store;
    this.node = node;
    this.recover = recover;
    this.localTurns = localTurns;
    this.deliverInputs = deliverInputs;
    clock = scheduler.clock();
    store.renewLease(node, LEASE_DURATION);
    renewedNanos = clock.nanoTime();
    heldSinceNanos = renewedNanos;
    task =
        scheduler.start(
            TaskOptions.of("node-lease", "this node can't renew its lease, retrying")
                .retryingEvery(RETRY_INTERVAL),
            this::renewAndCheck);
  }

  /** Stops renewing and releases the lease, so that other nodes may take over immediately. */
  @Override
  public void close() {
    task.stop(LEASE_DURATION); // An interrupt would break a connection to the database.
    try {
      store.releaseLease(node);
    } catch (RuntimeException e) {
      log.warn("the lease could not be released, it will expire: {}", e.toString());
    }
  }

  private NextRun renewAndCheck() {
    long now = clock.nanoTime();
    store.renewLease(node, LEASE_DURATION);
    if (now - renewedNanos > LEASE_DURATION.toNanos()) {
      heldSinceNanos = now; // The lease had expired.
    }
    renewedNanos = now;
    store.pendingCancels(node).forEach(localTurns::cancel);
    deliverInputs.run();
    if (now - heldSinceNanos > LEASE_DURATION.toNanos()) {
      recover.run();
    }
    return NextRun.after(RENEW_INTERVAL.minusNanos(clock.nanoTime() - now));
  }
}
