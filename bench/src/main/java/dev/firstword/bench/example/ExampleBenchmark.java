package dev.firstword.bench.example;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The worked example, from the click to the last word: knowing the person takes 40 ms, the history
 * 180, embedding 100, the search 200 and reranking 50; the model takes 700 ms to its first token,
 * 110 for each thousand tokens of a prompt of ten thousand that it has to read anew, and then
 * writes for twelve seconds. One technique is switched on after the other. Everything between
 * reader and model is real; the times above are the laboratory's and the simulator's.
 */
public final class ExampleBenchmark implements Benchmark {

  private static final String MODEL = "claude-sonnet-4-6";
  private static final String GREETER = "claude-haiku-4-5-20251001";
  private static final int PASSES = 3;

  /** 700 ms without chance in it, and twelve seconds of text. */
  private static final Pace EXAMPLE = new Pace(700, 701, 50, 600);

  private static final Pace GREETING = new Pace(5, 8, 1000, 3);

  private static final double MS_PER_1K_UNCACHED = 110;

  /** Ten thousand tokens, as the simulator counts them. */
  private static final int INSTRUCTION_CHARACTERS = 40_000;

  private static final String PATIENT =
      """
          phases:
            embedding: {budget: 5s}
            search: {budget: 5s}
            reranking: {budget: 5s}
            history: {budget: 5s}
      """;

  private final int turns = Size.of("TURNS", 20);

  @Override
  public String name() {
    return "example";
  }

  @Override
  public String title() {
    return "The worked example: one technique after the other, " + turns + " people for each";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Site site = Site.open(root)) {
      Simulator simulator = site.simulator();
      simulator.pace(EXAMPLE);
      simulator.pace(GREETER, GREETING);
      simulator.uncachedInputMillisPerThousand(MS_PER_1K_UNCACHED);
      // The laboratory makes phases last as long as they are to; the models' time is part of it.
      simulator.embeddingMillis(1);
      simulator.rerankMillis(1);
      try (Node node = site.node("server", settings(simulator.address()))) {
        node.with("BENCH_SECRET", Visitors.SECRET).start();
        // The JVM's first turns are no part of the example; they also fill the provider's cache.
        for (Technique technique : Technique.values()) {
          ask(node.address(), "warm up", technique);
        }
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  pass " + pass + " of " + PASSES);
          for (Technique technique : Technique.values()) {
            record(passes, technique, ask(node.address(), "pass " + pass, technique));
          }
        }
      }
    }
    return passes.figures();
  }

  private List<Waited> ask(URI server, String pass, Technique technique) throws Exception {
    Visitors visitors = new Visitors(server, pass + " " + technique, turns);
    visitors.addDocuments();
    visitors.lab(lab(technique));
    return visitors.ask(technique);
  }

  private static String lab(Technique technique) {
    return """
    {"delay": {"auth": "40ms", "history": "180ms", "embedding": "100ms", "search": "200ms",
               "reranking": "50ms"}, "sequential": %s}\
    """
        .formatted(!technique.isOn(Technique.AT_ONCE));
  }

  private static String settings(URI simulator) {
    String instructions =
        "You know what is known of stones, ships and strings, and you say where you know it from. "
            .repeat(INSTRUCTION_CHARACTERS / 80)
            .substring(0, INSTRUCTION_CHARACTERS)
            .strip();
    return """
    lab:
      enabled: true
    auth:
      jwt:
        - issuer: bench
          audience: firstword
          algorithms: [HS256]
          secret_env: BENCH_SECRET
    routing:
      hedge: {rate: 0}
    retrieval:
      embedding: {base_url: "%1$s", model: text-embedding-3-small, key: simulated}
      reranking: {base_url: "%1$s", model: rerank-v3.5, shape: cohere, key: simulated}
    profiles:
      greeting:
        model: %2$s
      uncached:
        model: %3$s
        system: "%4$s"
        cache: {ttl: "off"}
    %5$s\
      cached:
        model: %3$s
        system: "%4$s"
    %5$s\
    """
        .formatted(simulator, GREETER, MODEL, instructions, PATIENT);
  }

  private static void record(Passes passes, Technique technique, List<Waited> waited) {
    boolean prepared = technique == Technique.HEAD_START;
    boolean cached = technique.isOn(Technique.CACHED_PROMPT);
    Target beforeModel = technique.isOn(Technique.AT_ONCE) ? Target.atMost(370) : Target.none();
    Target firstWords = cached ? Target.atMost(prepared ? 760 : 1_070) : Target.none();
    Target total = cached ? Target.atMost(13_100) : Target.none();
    record(passes, technique, "before the model", waited, Waited::beforeModelMs, beforeModel);
    record(passes, technique, "first event", waited, Waited::firstEventMs, Target.none());
    record(passes, technique, "first words", waited, Waited::firstWordsMs, firstWords);
    record(passes, technique, "longest silence", waited, Waited::longestSilenceMs, Target.none());
    record(passes, technique, "total", waited, Waited::totalMs, total);
    passes.record(
        technique.words() + ": tokens that the model read anew, p50",
        at(waited.stream().mapToDouble(Waited::readAnew).sorted().toArray(), 0.5),
        "tokens");
  }

  private static void record(
      Passes passes,
      Technique technique,
      String what,
      List<Waited> waited,
      ToDoubleFunction<Waited> time,
      Target atMedian) {
    double[] sorted = waited.stream().mapToDouble(time).sorted().toArray();
    String name = technique.words() + ": " + what + ", ";
    passes.record(name + "p50", at(sorted, 0.5), "ms", atMedian);
    passes.record(name + "p95", at(sorted, 0.95), "ms");
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
