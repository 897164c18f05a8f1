package dev.firstword.bench.models;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.ScenarioBenchmark;
import dev.firstword.bench.ScenarioBenchmark.Scenario;
import java.util.List;

/** The benchmarks of models: routing, hedging, fallbacks and prompt caching. */
public final class ModelsBenchmark {

  private ModelsBenchmark() {}

  /** Returns all scenarios. */
  public static List<Benchmark> all() {
    return List.of(
        scenario(
            "hedging",
            "Hedging a slow model, in virtual time",
            (_, passes) -> HedgingScenario.measure(passes)),
        scenario(
            "drift",
            "Time until the router leaves a model that has become slow, in virtual time",
            (_, passes) -> LatencyDriftScenario.measure(passes)),
        scenario(
            "faults",
            "Outcomes of turns with a provider that fails before the first token",
            ProviderFaultScenario::measureBeforeFirstToken),
        scenario(
            "breaks",
            "Continuation of interrupted answers",
            ProviderFaultScenario::measureAfterFirstToken),
        scenario(
            "losers",
            "Time until the losing call of a hedge is closed",
            HedgeCancellationScenario::measure),
        scenario(
            "estimates",
            "Accuracy of duration estimates, in virtual time",
            (_, passes) -> EstimateAccuracyScenario.measure(passes)),
        scenario(
            "summaries",
            "Whether a quick summary arrives before the answer",
            SummaryScenario::measure),
        scenario("cache", "Effect of prompt caching", PromptCacheScenario::measure),
        scenario(
            "conversations",
            "Prompt caches and thoughts in conversations of 60 turns",
            ConversationScenario::measure),
        scenario(
            "keep-warm",
            "Cost of keeping a prefix warm, in virtual time",
            (_, passes) -> CacheWarmingScenario.measure(passes)),
        new ScenarioBenchmark(
            "thinking",
            "Telling thinking from stalling, in virtual time",
            (_, passes) -> ThinkingScenario.measure(passes)));
  }

  private static Benchmark scenario(String name, String title, Scenario scenario) {
    return new ScenarioBenchmark("models-" + name, title, scenario);
  }
}
