package dev.firstword.bench.cluster;

import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What turns of one length cost that nobody follows on another node, and how soon they begin. Costs
 * are those of the whole run, with the work that is left after the last turn has ended.
 *
 * @param events the number of text events of each turn, ten per second
 */
record TurnCostRun(
    int turns,
    double turnsPerSecond,
    int events,
    double maxWalKilobytes,
    double maxPostgresMillis,
    double maxRedisMillis) {

  private static final int EVENTS_PER_SECOND = 10;
  private static final int REMAINING_WORK_SECONDS = 2;

  void warmUp(ClusterNodes cluster, SimulatorClient simulator) throws Exception {
    run(cluster, simulator, "", new Measurements());
  }

  void run(
      ClusterNodes cluster, SimulatorClient simulator, String prefix, Measurements measurements)
      throws Exception {
    simulator.setPace(new Pace(100, 101, EVENTS_PER_SECOND, events));
    try (ReaderGroup readers = new ReaderGroup()) {
      ClusterCost before = ClusterCost.of(cluster);
      List<TurnReader> all = readers.post(cluster.addresses(), turns, turnsPerSecond);
      ReaderGroup.awaitEnds(all);
      TimeUnit.SECONDS.sleep(REMAINING_WORK_SECONDS);
      record(all, ClusterCost.of(cluster).since(before), cluster, prefix, measurements);
    }
  }

  private void record(
      List<TurnReader> all,
      ClusterCost cost,
      ClusterNodes cluster,
      String prefix,
      Measurements measurements) {
    Histogram first = new Histogram(3);
    int failed = 0;
    for (TurnReader one : all) {
      if (one.isComplete()) {
        first.recordValue((one.arrivedNanos(1) - one.requestedNanos()) / 1000);
      } else {
        failed++;
      }
    }
    measurements.record(prefix + "failed turns", failed, "", Target.atMost(0));
    measurements.record(prefix + "first event, p50", first.getValueAtPercentile(50) / 1e3, "ms");
    measurements.record(prefix + "first event, p99", first.getValueAtPercentile(99) / 1e3, "ms");
    measurements.record(prefix + "nodes, CPU", cost.nodeSeconds() * 1e3 / turns, "ms");
    if (cluster.backend() != null) {
      measurements.record(
          prefix + "WAL", cost.walBytes() / 1024.0 / turns, "kB", Target.atMost(maxWalKilobytes));
      measurements.record(prefix + "WAL, whole pages", (double) cost.walPages() / turns, "");
      measurements.record(
          prefix + "PostgreSQL, CPU",
          cost.postgresSeconds() * 1e3 / turns,
          "ms",
          Target.atMost(maxPostgresMillis));
      measurements.record(
          prefix + "Redis, CPU",
          cost.redisSeconds() * 1e3 / turns,
          "ms",
          Target.atMost(maxRedisMillis));
      measurements.record(prefix + "Redis, commands", (double) cost.redisCommands() / turns, "");
    }
  }
}
