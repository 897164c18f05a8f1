package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import java.nio.file.Path;
import java.util.List;

/** A question about the product that is answered by running it. */
public interface Benchmark {

  /** What the command line and the file of results call it. */
  String name();

  /** What is measured, as one line for people. */
  String title();

  /**
   * Runs it.
   *
   * @param root the top folder of the project, where the launcher is
   * @throws Exception when the question could not be asked, which is no answer to it
   */
  List<Figure> run(Path root) throws Exception;
}
