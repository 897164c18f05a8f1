package dev.firstword.bench.latency;

import dev.firstword.bench.stage.Simulator.Pace;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Something that makes answers slow, and how it is mended.
 *
 * @param finding what it is to be diagnosed as
 * @param measure where the saving shows
 * @param broken further settings with it
 * @param mended further settings without it
 * @param brokenLab what the lab is set to with it; empty: the lab is off
 * @param mendedLab what it is set to without
 * @param pace of all models; absent: each at its own
 * @param rerankMs how long the simulated reranker takes
 * @param throughProxy whether people come through a proxy, which holds back what is broken
 * @param turns how many are asked with it, and without
 */
record Fault(
    String name,
    String finding,
    String measure,
    String broken,
    String mended,
    String brokenLab,
    String mendedLab,
    @Nullable Pace pace,
    int rerankMs,
    boolean throughProxy,
    int turns) {

  private static final int TURNS = 300;

  /**
   * Those who come before a provider keeps the prompt wait as before. Where they are about one in
   * twenty, p95 lies between them and all others, and says nothing of either.
   */
  private static final int TURNS_WITH_FEW_COLD = 1_000;

  private static final Pace QUICK = new Pace(150, 250, 400, 40);
  private static final Pace WRITING = new Pace(150, 250, 60, 120);

  /** About four characters a token. */
  private static final String LONG_INSTRUCTIONS =
      IntStream.rangeClosed(1, 1_000)
          .mapToObj(i -> "Rule " + i + ": say what is true and brief. ")
          .collect(Collectors.joining());

  private static final String DELAYS =
      """
      "delay": {"history": "180ms", "embedding": "100ms", "search": "200ms", "reranking": "50ms"}\
      """;

  private static final String PATIENT =
      """
      profiles:
        chat:
          phases:
            history: {budget: 5s}
            embedding: {budget: 5s}
            search: {budget: 5s}
            reranking: {budget: 5s}
      """;

  static Fault sequentialPhases() {
    return new Fault(
        "phases one after another",
        "sequential_phases",
        "ttft_ms",
        PATIENT,
        PATIENT,
        "{" + DELAYS + ", \"sequential\": true}",
        "{" + DELAYS + ", \"sequential\": false}",
        QUICK,
        1,
        false,
        TURNS);
  }

  static Fault uncachedPrompt() {
    // One fault at a time: a router leaves a model that has become slow, which would be a second.
    String profile =
        """
        profiles:
          chat:
            model: claude-haiku-4-5-20251001
            system: "%s"
            cache: {ttl: "%s"}
        """;
    return new Fault(
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
        TURNS_WITH_FEW_COLD);
  }

  static Fault slowReranker() {
    return new Fault(
        "slow reranker",
        "slow_reranking",
        "ttft_ms",
        PATIENT,
        PATIENT.replace("reranking: {budget: 5s}", "reranking: {budget: 100ms, late: degrade}"),
        "",
        "",
        QUICK,
        450,
        false,
        TURNS);
  }

  static Fault heavyModel() {
    return new Fault(
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

  static Fault bufferingProxy() {
    return new Fault(
        "nginx that holds the stream back",
        "buffered_stream",
        "seen_first_text_ms",
        "",
        "",
        "",
        "",
        WRITING,
        1,
        true,
        TURNS);
  }

  Optional<Pace> knownPace() {
    return Optional.ofNullable(pace);
  }
}
