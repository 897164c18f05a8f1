package dev.firstword.bench.models;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import java.nio.file.Path;
import java.util.List;

/**
 * One question about models: which, a second one beside it, another in its place, what it keeps.
 */
public final class ModelsBenchmark implements Benchmark {

  private final String name;
  private final String title;
  private final Question question;

  private ModelsBenchmark(String name, String title, Question question) {
    this.name = "models-" + name;
    this.title = title;
    this.question = question;
  }

  private interface Question {
    void ask(Path root, Passes passes) throws Exception;
  }

  /** All of them. */
  public static List<Benchmark> all() {
    return List.of(
        new ModelsBenchmark(
            "hedging",
            "A second model beside a slow one, in virtual time",
            (_, passes) -> HedgingQuestion.ask(passes)),
        new ModelsBenchmark(
            "drift",
            "How soon a model is left that has become slow, in virtual time",
            (_, passes) -> DriftQuestion.ask(passes)),
        new ModelsBenchmark(
            "faults",
            "What becomes of turns at a provider that fails before the first token",
            FaultQuestion::beforeTheFirstToken),
        new ModelsBenchmark(
            "breaks", "What becomes of answers that break off", FaultQuestion::afterTheFirstToken),
        new ModelsBenchmark("losers", "How soon the call that lost is closed", LoserQuestion::ask),
        new ModelsBenchmark(
            "estimates",
            "Whether an estimate is true, in virtual time",
            (_, passes) -> EstimateQuestion.ask(passes)),
        new ModelsBenchmark(
            "summaries",
            "Whether a quick summary is there before the answer",
            SummaryQuestion::ask),
        new ModelsBenchmark("cache", "What prompt caching is worth", CacheQuestion::ask),
        new ModelsBenchmark(
            "keep-warm",
            "What keeping a prefix warm costs, in virtual time",
            (_, passes) -> KeepWarmQuestion.ask(passes)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    question.ask(root, passes);
    return passes.figures();
  }
}
