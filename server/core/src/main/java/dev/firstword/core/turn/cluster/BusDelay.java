package dev.firstword.core.turn.cluster;

import dev.firstword.relay.time.Clock;

/**
 * Measures how long the bus takes to deliver, by messages of this node that come back to it: the
 * clocks of two nodes differ by more. If a message gets lost, the next one ends its measurement.
 * Thread-safe.
 */
public final class BusDelay {

  private final Clock clock;
  private long sentNanos;
  private boolean isUnderway;
  private Deliveries deliveries = new Deliveries(0, 0);

  BusDelay(Clock clock) {
    this.clock = clock;
  }

  /** The messages that came back, and how long they took together. */
  public record Deliveries(long count, long nanos) {}

  /** A message is about to be sent to all nodes. */
  synchronized void recordSent() {
    if (!isUnderway) {
      isUnderway = true;
      sentNanos = clock.nanoTime();
    }
  }

  /** A message of this node arrived. */
  synchronized void recordReceived() {
    if (isUnderway) {
      isUnderway = false;
      deliveries =
          new Deliveries(deliveries.count + 1, deliveries.nanos + clock.nanoTime() - sentNanos);
    }
  }

  synchronized Deliveries deliveries() {
    return deliveries;
  }
}
