package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Machine;
import dev.firstword.bench.report.Report;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs the benchmarks that are named, or all of them. Ends with 1 when a figure misses its target.
 */
public final class Main {

  private static final List<Benchmark> ALL =
      List.of(new ThousandTurnsBenchmark(), new DepartureBenchmark());

  private Main() {}

  public static void main(String[] names) throws Exception {
    List<String> unknown =
        Arrays.stream(names)
            .filter(name -> ALL.stream().noneMatch(benchmark -> benchmark.name().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      String known = ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "));
      System.err.println("There is no benchmark " + unknown.getFirst() + "; there are: " + known);
      System.exit(2);
    }

    Path root = Path.of("").toAbsolutePath();
    boolean allMet = true;
    for (Benchmark benchmark : ALL) {
      if (names.length == 0 || Arrays.asList(names).contains(benchmark.name())) {
        allMet &= run(benchmark, root);
      }
    }
    System.exit(allMet ? 0 : 1);
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
    Report.write(root, benchmark.name(), machine, figures);
    return figures.stream().noneMatch(Figure::missed);
  }
}
