package dev.firstword.bench.cluster;

import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Turns that run on one of two nodes and have a second reader on the other one, who joins in
 * mid-answer. The delay of an event is the time from its arrival at the first reader to its arrival
 * at the second.
 *
 * @param turns how many turns run and are followed at once
 * @param turnsPerSecond how fast they start
 * @param tokensPerSecond how fast each answers
 */
record FollowRun(int turns, double turnsPerSecond, int tokensPerSecond) {

  private static final int SECONDS_BEFORE_JOINING = 2;
  private static final int SETTLE_SECONDS = 3;
  private static final int MEASURED_SECONDS = 10;
  private static final double MAX_DELAY_P50_MS = 10;
  private static final double MAX_DELAY_P99_MS = 40;
  private static final double MAX_JOIN_P99_MS = 50;
  private static final double MAX_REDIS_US = 15;

  void run(
      ClusterNodes cluster, SimulatorClient simulator, String prefix, Measurements measurements)
      throws Exception {
    double seconds =
        turns / turnsPerSecond + SECONDS_BEFORE_JOINING + SETTLE_SECONDS + MEASURED_SECONDS + 2;
    simulator.setPace(
        new Pace(100, 101, tokensPerSecond, (int) Math.ceil(seconds * tokensPerSecond)));
    List<TurnReader> local = new ArrayList<>();
    List<Joining> joined = new ArrayList<>();
    try (ReaderGroup readers = new ReaderGroup()) {
      start(readers, cluster.addresses(), local, joined);
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      ClusterCost before = ClusterCost.of(cluster);
      long begin = System.nanoTime();
      TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
      long end = System.nanoTime();
      ClusterCost cost = ClusterCost.of(cluster).since(before);
      ReaderGroup.awaitEnds(local);
      ReaderGroup.awaitEnds(joined.stream().map(Joining::remote).toList());
      record(joined, begin, end, cost, prefix, measurements);
    }
  }

  /**
   * A reader that joined.
   *
   * @param seen how many events the first reader had when this one asked for the turn
   */
  private record Joining(TurnReader local, TurnReader remote, int seen) {

    /** Records how much later each event of a time arrived, in microseconds. */
    int recordDelays(long begin, long end, Histogram delays) {
      int events = 0;
      for (int id = 1; id <= Math.min(local.lastId(), remote.lastId()); id++) {
        long arrived = local.arrivedNanos(id);
        if (arrived >= begin && arrived < end) {
          delays.recordValue(Math.max(0, remote.arrivedNanos(id) - arrived) / 1000);
          events++;
        }
      }
      return events;
    }
  }

  /** Posts the turns to both nodes alternately; each is joined a while later. Blocks. */
  private void start(
      ReaderGroup readers, List<URI> nodes, List<TurnReader> local, List<Joining> joined)
      throws Exception {
    int behind = (int) (SECONDS_BEFORE_JOINING * turnsPerSecond);
    long begin = System.nanoTime();
    for (int i = 0; i < turns + behind; i++) {
      long wait = begin + (long) (i * 1e9 / turnsPerSecond) - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      if (i < turns) {
        local.addAll(readers.post(List.of(nodes.get(i % 2)), 1, turnsPerSecond));
      }
      int joining = i - behind;
      if (joining >= 0) {
        TurnReader first = local.get(joining);
        String turnId = first.turnId().get(10, TimeUnit.SECONDS);
        int seen = first.lastId();
        joined.add(new Joining(first, readers.follow(nodes.get((joining + 1) % 2), turnId), seen));
      }
    }
  }

  private static void record(
      List<Joining> joined,
      long begin,
      long end,
      ClusterCost cost,
      String prefix,
      Measurements measurements) {
    Histogram delays = new Histogram(3);
    Histogram joins = new Histogram(3);
    int events = 0;
    int wrong = 0;
    for (Joining one : joined) {
      if (!one.remote.isComplete() || !one.remote.receivedTheSameAs(one.local)) {
        wrong++;
        System.err.println("  " + one.local.violation() + " / " + one.remote.violation());
        continue;
      }
      events += one.recordDelays(begin, end, delays);
      joins.recordValue((one.remote.arrivedNanos(one.seen) - one.remote.requestedNanos()) / 1000);
    }
    measurements.record(prefix + "received differently", wrong, "", Target.atMost(0));
    percentile(measurements, prefix + "delay, p50", delays, 50, MAX_DELAY_P50_MS);
    percentile(measurements, prefix + "delay, p99", delays, 99, MAX_DELAY_P99_MS);
    percentile(measurements, prefix + "joining, p50", joins, 50, Double.MAX_VALUE);
    percentile(measurements, prefix + "joining, p99", joins, 99, MAX_JOIN_P99_MS);
    double seconds = (end - begin) / 1e9;
    measurements.record(prefix + "events", events / seconds, "1/s");
    measurements.record(
        prefix + "Redis, CPU per event",
        cost.redisSeconds() * 1e6 / events,
        "us",
        Target.atMost(MAX_REDIS_US));
    measurements.record(
        prefix + "Redis, commands per event", (double) cost.redisCommands() / events, "");
    measurements.record(prefix + "nodes, CPU per event", cost.nodeSeconds() * 1e6 / events, "us");
  }

  private static void percentile(
      Measurements measurements, String name, Histogram micros, double percentile, double limit) {
    Target target = limit == Double.MAX_VALUE ? Target.none() : Target.atMost(limit);
    measurements.record(name, micros.getValueAtPercentile(percentile) / 1e3, "ms", target);
  }
}
