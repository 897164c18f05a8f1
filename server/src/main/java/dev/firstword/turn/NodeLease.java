package dev.firstword.turn;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease in the store that it shares with others, and looks after what the store
 * has to say to it: turns that somebody wants cancelled, and turns that a dead node left.
 *
 * <p>It judges others only after it has held its own lease for as long as one lasts. When the store
 * comes back after an outage all leases have run out, and whoever looked first would take the turns
 * of nodes that are alive and well.
 */
final class NodeLease implements AutoCloseable {

  /** A node that is not heard of for this long is gone. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration RENEW = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);

  private final TurnStore store;
  private final String node;
  private final Recovery recovery;
  private final Consumer<String> cancel;
  private final Thread keeper;
  private long renewedNanos;
  private long heldSinceNanos;
  private boolean failing;

  /**
   * Takes the lease and keeps it.
   *
   * @param cancel told of turns to cancel
   */
  NodeLease(TurnStore store, String node, Recovery recovery, Consumer<String> cancel) {
    this.store = store;
    this.node = node;
    this.recovery = recovery;
    this.cancel = cancel;
    store.renewLease(node, LEASE);
    renewedNanos = System.nanoTime();
    heldSinceNanos = renewedNanos;
    keeper = Thread.ofVirtual().name("node-lease").start(this::run);
  }

  /** Stops; the lease is given up, so that what is left may be taken over at once. */
  @Override
  public void close() {
    keeper.interrupt();
    try {
      keeper.join(LEASE);
      store.giveUpLease(node);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("the lease could not be given up, it will run out: {}", e.toString());
    }
  }

  private void run() {
    try {
      while (true) {
        long before = System.nanoTime();
        look(before);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, RENEW.toNanos() - (System.nanoTime() - before)));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long now) {
    try {
      store.renewLease(node, LEASE);
      if (now - renewedNanos > LEASE.toNanos()) {
        heldSinceNanos = now; // It had run out.
      }
      renewedNanos = now;
      store.cancelsRequested(node).forEach(cancel);
      if (now - heldSinceNanos > LEASE.toNanos()) {
        recovery.run();
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true;
        log.warn("this node can't keep its lease, trying again: {}", e.toString());
      }
    }
  }
}
