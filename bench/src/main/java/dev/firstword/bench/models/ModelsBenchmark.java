package dev.firstword.bench.models;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import java.nio.file.Path;
import java.util.List;

/** Which model, a second one beside it, another in its place: what that does to first words. */
public final class ModelsBenchmark implements Benchmark {

  @Override
  public String name() {
    return "models";
  }

  @Override
  public String title() {
    return "Choosing, hedging and falling back; estimates and summaries";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    HedgingQuestion.ask(passes);
    DriftQuestion.ask(passes);
    FaultQuestion.ask(root, passes);
    LoserQuestion.ask(root, passes);
    EstimateQuestion.ask(passes);
    SummaryQuestion.ask(root, passes);
    KeepWarmQuestion.ask(passes);
    return passes.figures();
  }
}
