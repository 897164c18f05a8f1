package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.store.TurnStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

  private final TurnStore store;
  private final String node;
  private final TurnRecovery recovery;
  private final LocalTurns localTurns;
  private final Thread thread;
  private long renewedNanos;
  private long heldSinceNanos;
  private boolean failing;

  /**
   * Takes the lease and starts renewing it.
   *
   * @param localTurns the turns of this node, of which some are to be cancelled
   */
  NodeLease(TurnStore store, String node, TurnRecovery recovery, LocalTurns localTurns) {
    this.store = store;
    this.node = node;
    this.recovery = recovery;
    this.localTurns = localTurns;
    store.renewLease(node, LEASE_DURATION);
    renewedNanos = System.nanoTime();
    heldSinceNanos = renewedNanos;
    thread = Thread.ofVirtual().name("node-lease").start(this::run);
  }

  /** Stops renewing and releases the lease, so that other nodes may take over immediately. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LEASE_DURATION);
      store.releaseLease(node);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("the lease could not be released, it will expire: {}", e.toString());
    }
  }

  private void run() {
    try {
      while (true) {
        long before = System.nanoTime();
        renewAndCheck(before);
        TimeUnit.NANOSECONDS.sleep(
            Math.max(0, RENEW_INTERVAL.toNanos() - (System.nanoTime() - before)));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void renewAndCheck(long now) {
    try {
      store.renewLease(node, LEASE_DURATION);
      if (now - renewedNanos > LEASE_DURATION.toNanos()) {
        heldSinceNanos = now; // The lease had expired.
      }
      renewedNanos = now;
      store.pendingCancels(node).forEach(localTurns::cancel);
      if (now - heldSinceNanos > LEASE_DURATION.toNanos()) {
        recovery.run();
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        log.warn("this node can't renew its lease, retrying: {}", e.toString());
      }
    }
  }
}
