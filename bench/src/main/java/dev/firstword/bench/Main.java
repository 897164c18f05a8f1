package dev.firstword.bench;

import dev.firstword.bench.chaos.CrashBenchmark;
import dev.firstword.bench.chaos.DocumentsBenchmark;
import dev.firstword.bench.chaos.FailoverBenchmark;
import dev.firstword.bench.chaos.FuzzBenchmark;
import dev.firstword.bench.chaos.MixedLoadBenchmark;
import dev.firstword.bench.chaos.OutageBenchmark;
import dev.firstword.bench.chaos.StateCrashBenchmark;
import dev.firstword.bench.cluster.ClusterBenchmark;
import dev.firstword.bench.example.ExampleBenchmark;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.latency.LatencyBenchmark;
import dev.firstword.bench.models.ModelsBenchmark;
import dev.firstword.bench.relay.RelayBenchmark;
import dev.firstword.bench.replay.TraceReplayBenchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Machine;
import dev.firstword.bench.report.Report;
import dev.firstword.bench.search.SearchBenchmark;
import dev.firstword.bench.start.StartupBenchmark;
import dev.firstword.bench.state.StopBenchmark;
import dev.firstword.bench.subscribers.ReadersBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the named benchmarks. Without a name, runs all performance benchmarks. The names {@code
 * chaos}, {@code models}, {@code latency} and {@code relay} each run a group. Exits with 1 if a
 * figure misses its target or a benchmark could not be completed.
 */
public final class Main {

  private static final List<Benchmark> LATENCY = LatencyBenchmark.all();
  private static final List<Benchmark> MODELS = ModelsBenchmark.all();
  private static final List<Benchmark> RELAY = RelayBenchmark.all();

  private static final List<Benchmark> PERFORMANCE =
      Stream.of(
              List.of(
                  new ClusterBenchmark(),
                  new ThousandTurnsBenchmark(),
                  new TraceReplayBenchmark(),
                  new DisconnectBenchmark(),
                  new ExampleBenchmark(),
                  new HistoryBenchmark(),
                  new PreparationBenchmark(),
                  new ReadersBenchmark(),
                  new SearchBenchmark(),
                  new StartupBenchmark(),
                  new StopBenchmark()),
              LATENCY,
              MODELS,
              RELAY)
          .flatMap(List<Benchmark>::stream)
          .toList();

  /** Runs only by name, because it needs third-party software. */
  private static final Benchmark PEERS = RelayBenchmark.withPeers();

  private static final List<Benchmark> CHAOS =
      List.of(
          new CrashBenchmark(),
          new StateCrashBenchmark(),
          new FailoverBenchmark(),
          new OutageBenchmark(),
          FuzzBenchmark.ofRequests(),
          FuzzBenchmark.ofBodies(),
          new DocumentsBenchmark(),
          new MixedLoadBenchmark());

  /** Names of groups of benchmarks. */
  private static final Map<String, List<Benchmark>> GROUPS =
      Map.of("chaos", CHAOS, "latency", LATENCY, "models", MODELS, "relay", RELAY);

  private Main() {}

  public static void main(String[] names) {
    List<Benchmark> chosen = new ArrayList<>(names.length == 0 ? PERFORMANCE : List.of());
    for (String name : names) {
      List<Benchmark> group = GROUPS.get(name);
      if (group == null) {
        chosen.add(find(name).orElseThrow(() -> unknown(name)));
      } else {
        chosen.addAll(group);
      }
    }

    Path root = Path.of("").toAbsolutePath();
    boolean allMet = true;
    for (Benchmark benchmark : chosen) {
      try {
        allMet &= run(benchmark, root);
      } catch (Exception | Error e) {
        System.err.println("  " + benchmark.name() + " could not be completed:");
        e.printStackTrace();
        allMet = false;
      }
    }
    System.exit(allMet ? 0 : 1);
  }

  private static Optional<Benchmark> find(String name) {
    return all().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }

  private static Stream<Benchmark> all() {
    return Stream.of(PERFORMANCE, CHAOS, List.of(PEERS)).flatMap(List::stream);
  }

  private static IllegalArgumentException unknown(String name) {
    String known = all().map(Benchmark::name).collect(Collectors.joining(", "));
    System.err.println("Unknown benchmark " + name + "; available: " + known);
    System.exit(2);
    return new IllegalArgumentException(name);
  }

  private static boolean run(Benchmark benchmark, Path root) throws Exception {
    System.out.println(benchmark.title());
    Machine machine = Machine.inspect();
    if (!machine.isQuiet()) {
      System.out.println(
          "  Other programs use "
              + machine.busyPercent()
              + " % of this machine: do not quote these figures.");
    }
    List<Figure> figures = benchmark.run(root);
    Report.print(figures);
    if (RunSize.isOverridden()) {
      System.out.println("  Sizes were set by the environment: not saved to bench/results.");
    } else {
      Report.write(root, benchmark.name(), machine, figures);
    }
    return figures.stream().noneMatch(Figure::isMissed);
  }
}
