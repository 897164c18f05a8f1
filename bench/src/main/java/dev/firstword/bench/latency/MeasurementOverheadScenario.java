package dev.firstword.bench.latency;

import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.CpuAffinity;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.ReaderPool;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures the CPU cost of latency measurement. One server runs the same turns repeatedly, with
 * measuring on and off in paired passes, by the kernel's count of CPU time. How a JVM happens to
 * compile a program lasts for its lifetime, and is the same for both.
 *
 * <p>Nearly all of the work happens once per turn, and passes differ by far more than its share of
 * a usual turn. It is therefore measured in short turns, where its share is large, and related to
 * the cost of a usual turn. Each further token adds one clock reading.
 *
 * <p>Work outside the path of a turn does not depend on the load. Its upper bound is the CPU use of
 * an idle server with as many stored turns, and that share of a core is added.
 */
final class MeasurementOverheadScenario {

  private static final double MAX_PERCENT = 2;
  private static final int TURNS = 200;

  /**
   * The number of rounds per pass of short turns: a pass takes seconds of CPU time, which is
   * reported in hundredths.
   */
  private static final int ROUNDS = 8;

  /**
   * Enough passes for the code that runs once per turn to be compiled, not only the code per token.
   */
  private static final int WARM_UPS = 8;

  private static final int BASELINE_PASSES = 5;

  private static final int PASS_TIMEOUT_SECONDS = 60;
  private static final int LOAD_CORE = 0;
  private static final int SERVER_CORE = 1;
  private static final Duration SETTLE_TIME = Duration.ofSeconds(30);
  private static final Duration IDLE_TIME = Duration.ofSeconds(60);

  /** Prevents heap growth during the measurement. */
  private static final String HEAP_OPTIONS = "-Xms512m -XX:+AlwaysPreTouch";

  private static final Pace BASELINE_PACE = new Pace(100, 200, 50, 250);

  private static final Pace SHORT_PACE = new Pace(20, 30, 400, 20);

  private static final String LATENCY_INJECTION_SETTINGS = "latency_injection:\n  enabled: true\n";

  private final Path root;
  private final int servers = RunSize.of("SERVERS", 2);
  private final int pairs = RunSize.of("PAIRS", 6);

  MeasurementOverheadScenario(Path root) {
    this.root = root;
  }

  void measure(Measurements measurements) throws Exception {
    List<Double> costs = new ArrayList<>();
    List<Double> idlePercents = new ArrayList<>();
    // Child processes inherit this core, except for the servers.
    try (CpuAffinity.Pinning _ =
            CpuAffinity.isSupported() ? CpuAffinity.pinTo(LOAD_CORE) : () -> {};
        BenchEnvironment environment = BenchEnvironment.open(root);
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < servers; i++) {
        ServerNode node = environment.node("measured-" + i, LATENCY_INJECTION_SETTINGS);
        if (CpuAffinity.isSupported()) {
          node.withCommandPrefix(CpuAffinity.commandPrefix(SERVER_CORE));
        }
        try (ServerNode server = node.with(HEAP_OPTIONS);
            ReaderPool readerPool = new ReaderPool(server.address())) {
          server.start();
          LatencyClients clients = new LatencyClients(client, server.address(), server.address());
          new MeasuredServer(environment, server, readerPool, clients)
              .compare(pairs, measurements, costs, idlePercents);
        }
      }
    }
    measurements.record("on a typical turn, median of all pairs", median(costs), "%");
    measurements.record(
        "cost of measuring on one core, including idle work",
        median(costs) + median(idlePercents),
        "%",
        Target.atMost(MAX_PERCENT));
  }

  /** One server under measurement. */
  private record MeasuredServer(
      BenchEnvironment environment,
      ServerNode node,
      ReaderPool readerPool,
      LatencyClients clients) {

    void compare(
        int pairs, Measurements measurements, List<Double> costs, List<Double> idlePercents)
        throws Exception {
      environment.simulator().setPace(SHORT_PACE);
      for (int i = 0; i < WARM_UPS; i++) {
        measurePass(i % 2 == 0, "warm-up " + i);
      }
      List<Double> addedMicros = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        // Alternating the order distributes slow drifts over both.
        boolean measuredFirst = i % 2 == 0;
        double first = measurePass(measuredFirst, i + " a");
        double second = measurePass(!measuredFirst, i + " b");
        double on = measuredFirst ? first : second;
        double off = measuredFirst ? second : first;
        measurements.record("a short turn, measured", on, "us");
        measurements.record("a short turn, unmeasured", off, "us");
        measurements.record("cost of measuring per turn, by pairs", on - off, "us");
        addedMicros.add(on - off);
      }
      double baseline = measureBaseline(measurements);
      addedMicros.forEach(micros -> costs.add(micros / baseline * 100));
      double idle = measureIdle();
      measurements.record("share of a core in use while idle", idle * 100, "%");
      idlePercents.add(idle * 100);
    }

    /** Returns the cost of a turn of usual length without measuring, in microseconds. */
    private double measureBaseline(Measurements measurements) throws Exception {
      environment.simulator().setPace(BASELINE_PACE);
      setMeasuring(false);
      List<Double> turns = new ArrayList<>();
      for (int i = 0; i < BASELINE_PASSES; i++) {
        turns.add(measureRound("usual " + i));
      }
      measurements.record("a turn of 250 tokens, unmeasured", median(turns), "us");
      return median(turns);
    }

    private void setMeasuring(boolean on) throws Exception {
      clients.setInjectedLatency("{\"measured\": " + on + "}");
    }

    /** Returns the CPU time per short turn in microseconds, including the deferred counting. */
    private double measurePass(boolean measured, String name) throws Exception {
      setMeasuring(measured);
      double seconds = node.process().cpuSeconds();
      for (int i = 0; i < ROUNDS; i++) {
        measureRound(name + ' ' + i);
      }
      clients.readPercentiles();
      return (node.process().cpuSeconds() - seconds) * 1e6 / (ROUNDS * TURNS);
    }

    /** Returns the CPU time per turn in microseconds, over many concurrent turns. */
    private double measureRound(String name) throws Exception {
      double seconds = node.process().cpuSeconds();
      List<Reader> turns = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        turns.add(readerPool.post("Pass " + name + ", question " + i));
      }
      CompletableFuture.allOf(turns.stream().map(Reader::end).toArray(CompletableFuture[]::new))
          .get(PASS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      for (Reader turn : turns) {
        if (turn.violation() != null) {
          throw new IllegalStateException(turn.violation());
        }
      }
      return (node.process().cpuSeconds() - seconds) * 1e6 / TURNS;
    }

    /** Returns the share of a core that the idle server uses with measuring on. */
    private double measureIdle() throws Exception {
      setMeasuring(true);
      // Excludes pending JIT compilation.
      TimeUnit.NANOSECONDS.sleep(SETTLE_TIME.toNanos());
      double seconds = node.process().cpuSeconds();
      TimeUnit.NANOSECONDS.sleep(IDLE_TIME.toNanos());
      return (node.process().cpuSeconds() - seconds) * 1e9 / IDLE_TIME.toNanos();
    }
  }

  /** Returns the median, or the mean of the two middle values for an even count. */
  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
