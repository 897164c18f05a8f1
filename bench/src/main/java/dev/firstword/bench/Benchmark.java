package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import java.nio.file.Path;
import java.util.List;

/** A benchmark of the product, run against real processes. */
public interface Benchmark {

  /** Returns the benchmark's name on the command line and in the results folder. */
  String name();

  /** Returns a one-line description of what is measured. */
  String title();

  /**
   * Runs the benchmark. Blocks.
   *
   * @param root the root folder of the project, which contains the launcher
   * @throws Exception if the benchmark could not be completed and has no result
   */
  List<Figure> run(Path root) throws Exception;
}
