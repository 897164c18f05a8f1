package dev.firstword.bench.latency;

import dev.firstword.bench.harness.SimulatorClient.Pace;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fault that makes answers slow, and its fix.
 *
 * @param finding the id of the expected finding
 * @param measure the metric in which the saving shows
 * @param faultySettings additional settings with the fault
 * @param fixedSettings additional settings without the fault
 * @param faultyLatencyInjection the latency injection with the fault; empty to leave it off
 * @param fixedLatencyInjection the latency injection without the fault
 * @param pace the pace of all models; absent for each model's default
 * @param rerankMs the latency of the simulated reranker
 * @param throughProxy whether clients connect through a proxy, which buffers if the fault is on
 * @param turns the number of turns with the fault, and without
 */
record InjectedFault(
    String name,
    String finding,
    String measure,
    String faultySettings,
    String fixedSettings,
    String faultyLatencyInjection,
    String fixedLatencyInjection,
    @Nullable Pace pace,
    int rerankMs,
    boolean throughProxy,
    int turns) {

  private static final int TURNS = 300;

  /**
   * Turns that arrive before the provider has cached the prompt are as slow as before. If they are
   * about one in twenty, p95 falls between them and all others, and describes neither.
   */
  private static final int TURNS_WITH_COLD_START = 1_000;

  private static final Pace FAST_PACE = new Pace(150, 250, 400, 40);
  private static final Pace SLOW_WRITING_PACE = new Pace(150, 250, 60, 120);

  /** About four characters per token. */
  private static final String LONG_INSTRUCTIONS =
      IntStream.rangeClosed(1, 1_000)
          .mapToObj(i -> "Rule " + i + ": say what is true and brief. ")
          .collect(Collectors.joining());

  private static final String DELAYS =
      """
      "delay": {"history": "180ms", "embedding": "100ms", "search": "200ms", "reranking": "50ms"}\
      """;

  private static final String LONG_BUDGETS =
      """
      profiles:
        chat:
          phases:
            history: {budget: 5s}
            embedding: {budget: 5s}
            search: {budget: 5s}
            reranking: {budget: 5s}
      """;

  static InjectedFault sequentialPhases() {
    return new InjectedFault(
        "phases one after another",
        "sequential_phases",
        "ttft_ms",
        LONG_BUDGETS,
        LONG_BUDGETS,
        "{" + DELAYS + ", \"sequential\": true}",
        "{" + DELAYS + ", \"sequential\": false}",
        FAST_PACE,
        1,
        false,
        TURNS);
  }

  static InjectedFault uncachedPrompt() {
    // Fixes the model, to inject one fault only: the router would leave a model that has become
    // slow.
    String profile =
        """
        profiles:
          chat:
            model: claude-haiku-4-5-20251001
            system: "%s"
            cache: {ttl: "%s"}
        """;
    return new InjectedFault(
        "uncached prompt of 10,000 tokens",
        "uncached_prompt",
        "ttft_ms",
        profile.formatted(LONG_INSTRUCTIONS, "off"),
        profile.formatted(LONG_INSTRUCTIONS, "auto"),
        "",
        "",
        null,
        1,
        false,
        TURNS_WITH_COLD_START);
  }

  static InjectedFault slowReranker() {
    return new InjectedFault(
        "slow reranker",
        "slow_reranking",
        "ttft_ms",
        LONG_BUDGETS,
        LONG_BUDGETS.replace(
            "reranking: {budget: 5s}", "reranking: {budget: 100ms, on_timeout: degrade}"),
        "",
        "",
        FAST_PACE,
        450,
        false,
        TURNS);
  }

  static InjectedFault heavyModel() {
    return new InjectedFault(
        "heavy model for simple questions",
        "heavy_model",
        "ttft_ms",
        """
        profiles:
          chat:
            model: claude-opus-4-6
        """,
        "",
        "",
        "",
        null,
        1,
        false,
        TURNS);
  }

  static InjectedFault bufferingProxy() {
    return new InjectedFault(
        "nginx that holds the stream back",
        "buffered_stream",
        "seen_first_text_ms",
        "",
        "",
        "",
        "",
        SLOW_WRITING_PACE,
        1,
        true,
        TURNS);
  }

  Optional<Pace> fixedPace() {
    return Optional.ofNullable(pace);
  }
}
