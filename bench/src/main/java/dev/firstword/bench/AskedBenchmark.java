package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import java.nio.file.Path;
import java.util.List;

/** One question of several about the same thing, each with a name of its own. */
public record AskedBenchmark(String name, String title, Question question) implements Benchmark {

  /** Finds the answer out. */
  public interface Question {

    /**
     * Records what it comes to.
     *
     * @param root the top folder of the project
     */
    void ask(Path root, Passes passes) throws Exception;
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    question.ask(root, passes);
    return passes.figures();
  }
}
