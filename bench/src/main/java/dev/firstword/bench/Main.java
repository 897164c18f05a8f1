package dev.firstword.bench;

import dev.firstword.bench.chaos.CrashRun;
import dev.firstword.bench.chaos.NodesRun;
import dev.firstword.bench.chaos.OutageRun;
import dev.firstword.bench.crowd.ReadersBenchmark;
import dev.firstword.bench.day.DayBenchmark;
import dev.firstword.bench.example.ExampleBenchmark;
import dev.firstword.bench.latency.LatencyBenchmark;
import dev.firstword.bench.models.ModelsBenchmark;
import dev.firstword.bench.relay.RelayBenchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Machine;
import dev.firstword.bench.report.Report;
import dev.firstword.bench.search.SearchBenchmark;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.start.StartBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the benchmarks that are named; without a name all that measure speed, and with the name
 * {@code chaos} all that break things, with {@code models}, {@code latency} or {@code relay} all
 * that are about those. Ends with 1 when a figure misses its target, or when a question could not
 * be asked.
 */
public final class Main {

  private static final List<Benchmark> LATENCY = LatencyBenchmark.all();
  private static final List<Benchmark> MODELS = ModelsBenchmark.all();
  private static final List<Benchmark> RELAY = RelayBenchmark.all();

  private static final List<Benchmark> SPEED =
      Stream.of(
              List.of(
                  new ThousandTurnsBenchmark(),
                  new DayBenchmark(),
                  new DepartureBenchmark(),
                  new ExampleBenchmark(),
                  new HistoryBenchmark(),
                  new PreparationBenchmark(),
                  new ReadersBenchmark(),
                  new SearchBenchmark(),
                  new StartBenchmark()),
              LATENCY,
              MODELS,
              RELAY)
          .flatMap(List<Benchmark>::stream)
          .toList();

  /** By its name only: it needs what other people have written. */
  private static final Benchmark PEERS = RelayBenchmark.besidePeers();

  private static final List<Benchmark> BREAKING =
      List.of(new CrashRun(), new NodesRun(), new OutageRun());

  /** Names for several at once. */
  private static final Map<String, List<Benchmark>> GROUPS =
      Map.of("chaos", BREAKING, "latency", LATENCY, "models", MODELS, "relay", RELAY);

  private Main() {}

  public static void main(String[] names) {
    List<Benchmark> chosen = new ArrayList<>(names.length == 0 ? SPEED : List.of());
    for (String name : names) {
      List<Benchmark> group = GROUPS.get(name);
      if (group == null) {
        chosen.add(named(name).orElseThrow(() -> unknown(name)));
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
        System.err.println("  " + benchmark.name() + " could not be run to its end:");
        e.printStackTrace();
        allMet = false;
      }
    }
    System.exit(allMet ? 0 : 1);
  }

  private static Optional<Benchmark> named(String name) {
    return all().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }

  private static Stream<Benchmark> all() {
    return Stream.of(SPEED, BREAKING, List.of(PEERS)).flatMap(List::stream);
  }

  private static IllegalArgumentException unknown(String name) {
    String known = all().map(Benchmark::name).collect(Collectors.joining(", "));
    System.err.println("There is no benchmark " + name + "; there are: " + known);
    System.exit(2);
    return new IllegalArgumentException(name);
  }

  private static boolean run(Benchmark benchmark, Path root) throws Exception {
    System.out.println(benchmark.title());
    Machine machine = Machine.look();
    if (!machine.isQuiet()) {
      System.out.println(
          "  Other programs use "
              + machine.busyPercent()
              + " % of this machine: do not quote these figures.");
    }
    List<Figure> figures = benchmark.run(root);
    Report.print(figures);
    if (Size.isReduced()) {
      System.out.println("  Sizes were set by the environment: not kept in bench/results.");
    } else {
      Report.write(root, benchmark.name(), machine, figures);
    }
    return figures.stream().noneMatch(Figure::missed);
  }
}
