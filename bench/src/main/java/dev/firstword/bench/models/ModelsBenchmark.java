package dev.firstword.bench.models;

import dev.firstword.bench.AskedBenchmark;
import dev.firstword.bench.AskedBenchmark.Question;
import dev.firstword.bench.Benchmark;
import java.util.List;

/** Questions about models: which, a second one beside it, another in its place, what it keeps. */
public final class ModelsBenchmark {

  private ModelsBenchmark() {}

  /** All of them. */
  public static List<Benchmark> all() {
    return List.of(
        about(
            "hedging",
            "A second model beside a slow one, in virtual time",
            (_, passes) -> HedgingQuestion.ask(passes)),
        about(
            "drift",
            "How soon a model is left that has become slow, in virtual time",
            (_, passes) -> DriftQuestion.ask(passes)),
        about(
            "faults",
            "What becomes of turns at a provider that fails before the first token",
            FaultQuestion::beforeTheFirstToken),
        about(
            "breaks", "What becomes of answers that break off", FaultQuestion::afterTheFirstToken),
        about("losers", "How soon the call that lost is closed", LoserQuestion::ask),
        about(
            "estimates",
            "Whether an estimate is true, in virtual time",
            (_, passes) -> EstimateQuestion.ask(passes)),
        about(
            "summaries",
            "Whether a quick summary is there before the answer",
            SummaryQuestion::ask),
        about("cache", "What prompt caching is worth", CacheQuestion::ask),
        about(
            "keep-warm",
            "What keeping a prefix warm costs, in virtual time",
            (_, passes) -> KeepWarmQuestion.ask(passes)));
  }

  private static Benchmark about(String name, String title, Question question) {
    return new AskedBenchmark("models-" + name, title, question);
  }
}
