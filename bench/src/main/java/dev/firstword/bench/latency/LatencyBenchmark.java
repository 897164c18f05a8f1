package dev.firstword.bench.latency;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.ScenarioBenchmark;
import dev.firstword.bench.ScenarioBenchmark.Scenario;
import java.util.List;

/**
 * Measures the server's latency reporting: the percentiles of a million recorded values, how soon a
 * violated SLO raises an alert, and the cost of measuring. Injects faults to check that each is
 * diagnosed first, and how far off its predicted saving is.
 */
public final class LatencyBenchmark {

  private LatencyBenchmark() {}

  /** Returns all scenarios. */
  public static List<Benchmark> all() {
    return List.of(
        scenario(
            "sketches",
            "Accuracy of percentiles over a million recorded values",
            (_, passes) -> new SketchAccuracyScenario().measure(passes)),
        scenario(
            "cost",
            "CPU cost of measuring, by turns with and without it",
            (root, passes) -> new MeasurementOverheadScenario(root).measure(passes)),
        scenario(
            "alerts",
            "Time from an SLO violation to its alert",
            (root, passes) -> new AlertScenario(root).measure(passes)),
        fault("phases", InjectedFault.sequentialPhases()),
        fault("prompt", InjectedFault.uncachedPrompt()),
        fault("reranker", InjectedFault.slowReranker()),
        fault("model", InjectedFault.heavyModel()),
        fault("proxy", InjectedFault.bufferingProxy()));
  }

  private static Benchmark fault(String name, InjectedFault fault) {
    return scenario(
        name,
        "An injected fault and its predicted saving: " + fault.name(),
        (root, passes) -> new DiagnosisScenario(root).measure(fault, passes));
  }

  private static Benchmark scenario(String name, String title, Scenario scenario) {
    return new ScenarioBenchmark("latency-" + name, title, scenario);
  }
}
