package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import java.nio.file.Path;
import java.util.List;

/** A question about the product's speed that is answered by running it. */
interface Benchmark {

  /** What the command line and the file of results call it. */
  String name();

  /** What is measured, as one line for people. */
  String title();

  /**
   * Runs it.
   *
   * @param root the top folder of the project, where the launcher is
   */
  List<Figure> run(Path root) throws Exception;
}
