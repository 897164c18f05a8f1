package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Runs a thousand turns through one server that is killed at fifty random moments, some of them
 * during startup. No message may be lost or sent to the model twice, every turn must end once, and
 * a reader may lose at most a second of text.
 */
public final class CrashBenchmark implements Benchmark {

  /** Answers of about four seconds. */
  private static final Pace PACE = new Pace(600, 1500, 30, 100);

  private static final double MEAN_SECONDS_BETWEEN_KILLS = 10;
  private static final Duration MIN_UPTIME = Duration.ofMillis(100);
  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(180);

  @Override
  public String name() {
    return "chaos-crash";
  }

  @Override
  public String title() {
    return "A thousand turns on one server with SQLite, killed at fifty random moments";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    int turns = RunSize.of("TURNS", 1000);
    Random random = new Random(RunSize.seed());
    List<Duration> uptimes = sampleUptimes(RunSize.of("KILLS", 50), random);
    Measurements measurements = new Measurements();
    Violations violations = new Violations();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(PACE);
      ServerNode node = environment.node("server", "");
      node.start();

      List<TurnClient> clients = new ArrayList<>();
      Thread arrivals = startArrivals(clients, turns, sum(uptimes), node, random.nextLong());
      KillSequence kills = new KillSequence(node);
      kills.run(uptimes);
      arrivals.join();
      ClientGroup.await(clients, TurnClient::finished, CLIENT_TIMEOUT.plusMinutes(1));

      CrashChecker verdict = new CrashChecker(clients, kills.killNanos(), violations);
      verdict.checkServer(node.address());
      node.close();
      verdict.checkDatabase(DatabaseSnapshot.ofSqlite(node.data()));
      verdict.checkModelCalls(environment.simulator().callCount());
      verdict.record(measurements);
      kills.record(measurements);
      if (violations.hasAny()) {
        environment.keepFiles();
      }
    }
    return measurements.figures();
  }

  /**
   * Returns the uptimes until each kill, exponentially distributed so that kills are memoryless.
   */
  private static List<Duration> sampleUptimes(int kills, Random random) {
    List<Duration> uptimes = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double seconds = -Math.log(1 - random.nextDouble()) * MEAN_SECONDS_BETWEEN_KILLS;
      uptimes.add(MIN_UPTIME.plusMillis((long) (seconds * 1000)));
    }
    return uptimes;
  }

  private static Duration sum(List<Duration> durations) {
    return durations.stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** Starts clients at random moments of the whole run, whether or not the server is up. */
  private static Thread startArrivals(
      List<TurnClient> clients, int turns, Duration window, ServerNode node, long seed) {
    Random random = new Random(seed);
    long[] momentsMs = random.longs(turns, 0, Math.max(1, window.toMillis())).sorted().toArray();
    for (int i = 0; i < turns; i++) {
      String message = "What should a newcomer know about topic%05dx?".formatted(i);
      clients.add(
          TurnClient.posting(
              List.of(node.address()), TurnRequest.of(message, "key-" + i), CLIENT_TIMEOUT));
    }
    long fromNanos = System.nanoTime();
    return Thread.startVirtualThread(() -> {
      for (int i = 0; i < turns; i++) {
        long due = fromNanos + TimeUnit.MILLISECONDS.toNanos(momentsMs[i]);
        try {
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException _) {
          return;
        }
        Thread.startVirtualThread(clients.get(i));
      }
    });
  }

  /** Kills and restarts a server repeatedly. */
  private static final class KillSequence {
    private final ServerNode node;
    private final List<Long> killNanos = new ArrayList<>();
    private final Histogram restartMs = new Histogram(3);
    private int killsDuringStartup;

    KillSequence(ServerNode node) {
      this.node = node;
    }

    void run(List<Duration> uptimes) throws IOException, InterruptedException {
      boolean isListening = true;
      for (int i = 0; i < uptimes.size(); i++) {
        long startedNanos = System.nanoTime();
        Duration uptime = uptimes.get(i);
        if (!isListening && node.listensWithin(uptime)) {
          isListening = true;
          restartMs.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
        }
        TimeUnit.NANOSECONDS.sleep(uptime.toNanos() - (System.nanoTime() - startedNanos));
        killsDuringStartup += isListening ? 0 : 1;
        killNanos.add(System.nanoTime());
        node.kill();
        node.launch();
        isListening = false;
        if ((i + 1) % 10 == 0 || i + 1 == uptimes.size()) {
          System.out.println("  " + (i + 1) + " of " + uptimes.size() + " kills");
        }
      }
      long startedNanos = System.nanoTime();
      if (!node.listensWithin(Duration.ofSeconds(60))) {
        throw new IllegalStateException("the server did not restart after the last kill");
      }
      restartMs.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
    }

    List<Long> killNanos() {
      return killNanos;
    }

    void record(Measurements measurements) {
      measurements.record("kills", killNanos.size(), "", Target.none());
      measurements.record("kills while it was starting", killsDuringStartup, "", Target.none());
      measurements.record(
          "restart, p50", (double) restartMs.getValueAtPercentile(50), "ms", Target.none());
      measurements.record("restart, max", (double) restartMs.getMaxValue(), "ms", Target.none());
    }
  }
}
