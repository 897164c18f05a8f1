package dev.firstword.bench.latency;

import dev.firstword.bench.AskedBenchmark;
import dev.firstword.bench.AskedBenchmark.Question;
import dev.firstword.bench.Benchmark;
import java.util.List;

/**
 * Questions about whether what the server says about latency is right: the percentiles of a million
 * recorded times; for a planted fault whether it is diagnosed as itself first, and how far its
 * predicted saving is from the one that is measured once it is mended; how soon a broken level is
 * told of; and what all the measuring costs.
 */
public final class LatencyBenchmark {

  private LatencyBenchmark() {}

  /** All of them. */
  public static List<Benchmark> all() {
    return List.of(
        about(
            "sketches",
            "Percentiles of a million recorded times",
            (_, passes) -> new SketchQuestion().ask(passes)),
        about(
            "cost",
            "What measuring costs, by turns that are and are not measured",
            (root, passes) -> new CostQuestion(root).ask(passes)),
        about(
            "alerts",
            "How soon a broken service level is told of",
            (root, passes) -> new AlertQuestion(root).ask(passes)),
        fault("phases", Fault.sequentialPhases()),
        fault("prompt", Fault.uncachedPrompt()),
        fault("reranker", Fault.slowReranker()),
        fault("model", Fault.heavyModel()),
        fault("proxy", Fault.bufferingProxy()));
  }

  private static Benchmark fault(String name, Fault fault) {
    return about(
        name,
        "A planted fault and its predicted saving: " + fault.name(),
        (root, passes) -> new FaultQuestion(root).ask(fault, passes));
  }

  private static Benchmark about(String name, String title, Question question) {
    return new AskedBenchmark("latency-" + name, title, question);
  }
}
