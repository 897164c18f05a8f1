package dev.firstword.bench;

import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import java.nio.file.Path;
import java.util.List;

/** One of several scenarios on the same topic, each with its own name. */
public record ScenarioBenchmark(String name, String title, Scenario scenario) implements Benchmark {

  /** Measures one scenario. */
  public interface Scenario {

    /**
     * Runs the scenario and records its figures.
     *
     * @param root the root folder of the project
     */
    void measure(Path root, Measurements measurements) throws Exception;
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    scenario.measure(root, measurements);
    return measurements.figures();
  }
}
