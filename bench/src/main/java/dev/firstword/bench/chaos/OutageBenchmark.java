package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs two nodes under a steady load of new turns, while first Redis and then PostgreSQL is stopped
 * for half a minute. Acknowledged turns must be answered and stored despite the outage.
 */
public final class OutageBenchmark implements Benchmark {

  /** Answers of about five seconds. */
  private static final Pace PACE = new Pace(600, 1500, 25, 110);

  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(120);

  /** Every n-th turn also has a reader on the other node. */
  private static final int FOLLOW_EVERY = 4;

  @Override
  public String name() {
    return "chaos-outage";
  }

  @Override
  public String title() {
    return "Two nodes under load, Redis and then PostgreSQL stopped for half a minute each";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Duration outageLength = Duration.ofSeconds(RunSize.of("SECONDS", 30));
    Duration pause = outageLength.dividedBy(2).plusSeconds(5);
    Measurements measurements = new Measurements();
    Violations violations = new Violations();
    try (TwoNodeCluster cluster = TwoNodeCluster.open(root, "")) {
      cluster.simulator().setPace(PACE);
      LoadGenerator load =
          new LoadGenerator(cluster.first(), cluster.second(), RunSize.of("TURNS_PER_SECOND", 20));
      Thread arrivals = Thread.startVirtualThread(load);

      sleep(pause);
      Outage redis =
          causeOutage(
              "Redis", outageLength, () -> cluster.redis().stop(), () -> cluster.redis().start());
      sleep(pause);
      Outage postgres =
          causeOutage(
              "PostgreSQL",
              outageLength,
              () -> cluster.postgres().stop(),
              () -> cluster.postgres().start());
      sleep(pause);
      load.stop();
      arrivals.join();
      System.out.println("  waiting for the last turns to end");
      ClientGroup.await(load.initiators(), TurnClient::finished, CLIENT_TIMEOUT.plusMinutes(1));
      ClientGroup.await(load.followers(), TurnClient::finished, CLIENT_TIMEOUT.plusMinutes(1));

      OutageChecker verdict =
          new OutageChecker(load.initiators(), load.followers(), redis, postgres, violations);
      verdict.checkDatabase(cluster.stopAndReadDatabase());
      verdict.record(measurements);
      if (violations.hasAny()) {
        cluster.keepFiles();
      }
    }
    return measurements.figures();
  }

  /** The time of an outage, by this process's clock. */
  record Outage(long fromNanos, long toNanos) {

    boolean contains(long nanos) {
      return fromNanos <= nanos && nanos < toNanos;
    }
  }

  /** Stops or starts a service. */
  private interface ServiceAction {
    void run() throws IOException;
  }

  private static Outage causeOutage(
      String service, Duration length, ServiceAction stop, ServiceAction start)
      throws IOException, InterruptedException {
    stop.run();
    long fromNanos = System.nanoTime();
    System.out.println("  " + service + " is down");
    sleep(length);
    start.run();
    System.out.println("  " + service + " is up again");
    return new Outage(fromNanos, System.nanoTime());
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** Posts turns at a steady rate to both nodes alternately, regardless of their state. */
  private static final class LoadGenerator implements Runnable {
    private final List<ServerNode> nodes;
    private final long intervalNanos;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final List<TurnClient> initiators = new ArrayList<>();
    private final List<TurnClient> followers = Collections.synchronizedList(new ArrayList<>());

    LoadGenerator(ServerNode first, ServerNode second, int turnsPerSecond) {
      nodes = List.of(first, second);
      intervalNanos = TimeUnit.SECONDS.toNanos(1) / turnsPerSecond;
    }

    @Override
    public void run() {
      long due = System.nanoTime();
      for (int i = 0; !isStopped.get(); i++) {
        ServerNode node = nodes.get(i % 2);
        ServerNode other = nodes.get((i + 1) % 2);
        TurnClient initiator =
            TurnClient.posting(
                List.of(node.address()),
                new TurnRequest(
                    "What goes on in number %05dx?".formatted(i), null, "load-" + i, true),
                CLIENT_TIMEOUT);
        initiators.add(initiator);
        if (i % FOLLOW_EVERY == 0) {
          var _ = initiator.start().thenAccept(_ -> follow(other, initiator));
        }
        Thread.startVirtualThread(initiator);
        due += intervalNanos;
        try {
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private void follow(ServerNode other, TurnClient initiator) {
      TurnClient follower =
          TurnClient.following(other.address(), initiator.turnId(), CLIENT_TIMEOUT);
      followers.add(follower);
      Thread.startVirtualThread(follower);
    }

    void stop() {
      isStopped.set(true);
    }

    List<TurnClient> initiators() {
      return initiators;
    }

    List<TurnClient> followers() {
      return followers;
    }
  }
}
