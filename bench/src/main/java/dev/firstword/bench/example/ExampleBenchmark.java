package dev.firstword.bench.example;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The worked example, from the click to the last word. Authentication takes 40 ms, the history 180,
 * embedding 100, the search 200 and reranking 50. The model takes 700 ms to its first token, plus
 * 110 per thousand uncached tokens of a prompt of ten thousand, and then writes for twelve seconds.
 *
 * <p>The techniques are enabled one after the other. Everything between reader and model is real;
 * the latencies above come from latency injection and from the simulator.
 */
public final class ExampleBenchmark implements Benchmark {

  private static final String MODEL = "claude-sonnet-4-6";
  private static final String GREETING_MODEL = "claude-haiku-4-5-20251001";
  private static final int PASSES = 3;

  /** A constant 700 ms, then twelve seconds of text. */
  private static final Pace ANSWER_PACE = new Pace(700, 701, 50, 600);

  private static final Pace GREETING_PACE = new Pace(5, 8, 1000, 3);

  private static final double MS_PER_1K_UNCACHED = 110;

  /** Ten thousand tokens, as counted by the simulator. */
  private static final int INSTRUCTION_CHARACTERS = 40_000;

  private static final String LONG_BUDGETS =
      """
          phases:
            embedding: {budget: 5s}
            search: {budget: 5s}
            reranking: {budget: 5s}
            history: {budget: 5s}
      """;

  private final int turns = RunSize.of("TURNS", 20);

  @Override
  public String name() {
    return "example";
  }

  @Override
  public String title() {
    return "The worked example: one technique after the other, " + turns + " turns for each";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      SimulatorClient simulator = environment.simulator();
      simulator.setPace(ANSWER_PACE);
      simulator.setPace(GREETING_MODEL, GREETING_PACE);
      simulator.setUncachedInputMillisPerThousand(MS_PER_1K_UNCACHED);
      simulator.setMinRetrievalLatency();
      try (ServerNode node = environment.node("server", settings(simulator.address()))) {
        node.with("BENCH_SECRET", ExampleClients.SECRET).start();
        // Warms up the JVM and fills the provider's prompt cache.
        for (Technique technique : Technique.values()) {
          measure(node.address(), "warm up", technique);
        }
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  pass " + pass + " of " + PASSES);
          for (Technique technique : Technique.values()) {
            record(measurements, technique, measure(node.address(), "pass " + pass, technique));
          }
        }
      }
    }
    return measurements.figures();
  }

  private List<TurnLatency> measure(URI server, String pass, Technique technique) throws Exception {
    ExampleClients clients = new ExampleClients(server, pass + " " + technique, turns);
    clients.addDocuments();
    clients.setInjectedLatency(latencyInjection(technique));
    return clients.ask(technique);
  }

  private static String latencyInjection(Technique technique) {
    return """
    {"delay": {"auth": "40ms", "history": "180ms", "embedding": "100ms", "search": "200ms",
               "reranking": "50ms"}, "sequential": %s}\
    """
        .formatted(!technique.isOn(Technique.PARALLEL_PHASES));
  }

  private static String settings(URI simulator) {
    String instructions =
        "You know what is known of stones, ships and strings, and you say where you know it from. "
            .repeat(INSTRUCTION_CHARACTERS / 80)
            .substring(0, INSTRUCTION_CHARACTERS)
            .strip();
    return """
    latency_injection:
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
      embedding: {base_url: "%1$s", model: text-embedding-3-small, api_key: simulated}
      reranking: {base_url: "%1$s", model: rerank-v3.5, api_format: cohere, api_key: simulated}
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
        .formatted(simulator, GREETING_MODEL, MODEL, instructions, LONG_BUDGETS);
  }

  private static void record(
      Measurements measurements, Technique technique, List<TurnLatency> latencies) {
    boolean prepared = technique == Technique.SPECULATIVE_PREPARATION;
    boolean cached = technique.isOn(Technique.CACHED_PROMPT);
    Target beforeModel =
        technique.isOn(Technique.PARALLEL_PHASES) ? Target.atMost(370) : Target.none();
    Target firstWords = cached ? Target.atMost(prepared ? 760 : 1_070) : Target.none();
    Target total = cached ? Target.atMost(13_100) : Target.none();
    record(
        measurements,
        technique,
        "before the model",
        latencies,
        TurnLatency::beforeModelMs,
        beforeModel);
    record(
        measurements,
        technique,
        "first event",
        latencies,
        TurnLatency::firstEventMs,
        Target.none());
    record(measurements, technique, "first words", latencies, TurnLatency::firstTextMs, firstWords);
    record(
        measurements,
        technique,
        "longest silence",
        latencies,
        TurnLatency::maxSilenceMs,
        Target.none());
    record(measurements, technique, "total", latencies, TurnLatency::totalMs, total);
    measurements.record(
        technique.label() + ": uncached input tokens, p50",
        percentile(
            latencies.stream().mapToDouble(TurnLatency::uncachedTokens).sorted().toArray(), 0.5),
        "tokens");
  }

  private static void record(
      Measurements measurements,
      Technique technique,
      String what,
      List<TurnLatency> latencies,
      ToDoubleFunction<TurnLatency> time,
      Target atMedian) {
    double[] sorted = latencies.stream().mapToDouble(time).sorted().toArray();
    String name = technique.label() + ": " + what + ", ";
    measurements.record(name + "p50", percentile(sorted, 0.5), "ms", atMedian);
    measurements.record(name + "p95", percentile(sorted, 0.95), "ms");
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
