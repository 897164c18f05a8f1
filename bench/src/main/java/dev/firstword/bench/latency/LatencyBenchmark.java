package dev.firstword.bench.latency;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One question about whether what the server says about latency is right: the percentiles of a
 * million recorded times; for a planted fault whether it is diagnosed as itself first, and how far
 * its predicted saving is from the one that is measured once it is mended; how soon a broken level
 * is told of; and what all the measuring costs.
 */
public final class LatencyBenchmark implements Benchmark {

  private final String name;
  private final String title;
  private final Question question;

  private LatencyBenchmark(String name, String title, Question question) {
    this.name = "latency-" + name;
    this.title = title;
    this.question = question;
  }

  private interface Question {
    void ask(Path root, Passes passes) throws Exception;
  }

  /** All of them. */
  public static List<Benchmark> all() {
    return Stream.of(
            new LatencyBenchmark(
                "sketches",
                "Percentiles of a million recorded times",
                (_, passes) -> new SketchQuestion().ask(passes)),
            new LatencyBenchmark(
                "cost",
                "What measuring costs, by servers that do and do not",
                (root, passes) -> new CostQuestion(root).ask(passes)),
            new LatencyBenchmark(
                "alerts",
                "How soon a broken service level is told of",
                (root, passes) -> new AlertQuestion(root).ask(passes)),
            fault("phases", Fault.sequentialPhases()),
            fault("prompt", Fault.uncachedPrompt()),
            fault("reranker", Fault.slowReranker()),
            fault("model", Fault.heavyModel()),
            fault("proxy", Fault.bufferingProxy()))
        .map(Benchmark.class::cast)
        .toList();
  }

  private static LatencyBenchmark fault(String name, Fault fault) {
    return new LatencyBenchmark(
        name,
        "A planted fault and its predicted saving: " + fault.name(),
        (root, passes) -> new FaultQuestion(root).ask(fault, passes));
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
