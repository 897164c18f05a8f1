package dev.firstword.app.wiring;

import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.operations.metrics.Metrics;

/** Registers what shows how busy the store and the bus between the nodes are. */
final class ClusterMetrics {

  private static final double NANOS_PER_SECOND = 1e9;

  private ClusterMetrics() {}

  static void register(Metrics metrics, Journal journal, ClusterCoordinator cluster) {
    metrics.registerGauge(
        "firstword.journal.waiting",
        "Turns whose newest text or end waits to be durable.",
        () -> journal.statistics().waiting());
    metrics.registerCounter(
        "firstword.journal.commits",
        "Transactions that stored text and ends of turns.",
        () -> journal.statistics().commits());
    metrics.registerCounter(
        "firstword.journal.commit.seconds",
        "How long these transactions took.",
        () -> journal.statistics().commitNanos() / NANOS_PER_SECOND);
    metrics.registerGauge(
        "firstword.bus.turns",
        "Running turns of this node that are sent to the bus.",
        () -> cluster.replication().turns());
    metrics.registerGauge(
        "firstword.bus.followed.turns",
        "Running turns of this node that another node follows.",
        () -> cluster.replication().followed());
    metrics.registerCounter(
        "firstword.bus.publishes",
        "How often text was sent to the bus, for all turns together.",
        () -> cluster.replication().publishes());
    metrics.registerCounter(
        "firstword.bus.publish.seconds",
        "How long it took until the bus had it.",
        () -> cluster.replication().publishNanos() / NANOS_PER_SECOND);
    metrics.registerCounter(
        "firstword.bus.deliveries",
        "Messages of this node that came back over the bus.",
        () -> cluster.deliveries().count());
    metrics.registerCounter(
        "firstword.bus.delivery.seconds",
        "How long these messages took.",
        () -> cluster.deliveries().nanos() / NANOS_PER_SECOND);
  }
}
