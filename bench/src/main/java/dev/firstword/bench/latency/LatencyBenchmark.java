package dev.firstword.bench.latency;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import java.nio.file.Path;
import java.util.List;

/**
 * Is what the server says about latency right? The percentiles of a million recorded times; and for
 * faults that are planted one at a time, whether each is diagnosed as itself first, and how far its
 * predicted saving is from the one that is measured once it is mended. How soon a broken level is
 * told of, and what all the measuring costs.
 */
public final class LatencyBenchmark implements Benchmark {

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "What is said about latency: percentiles, and planted faults with their predicted savings";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    new SketchQuestion().ask(passes);
    new CostQuestion(root).ask(passes);
    new AlertQuestion(root).ask(passes);
    new FaultsQuestion(root).ask(passes);
    return passes.figures();
  }
}
