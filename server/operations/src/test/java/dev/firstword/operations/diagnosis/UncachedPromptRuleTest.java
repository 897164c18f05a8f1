package dev.firstword.operations.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.slo.Slos;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Predicts what caching long prompts would save, and for which turns. */
final class UncachedPromptRuleTest {

  private static final ConfiguredModels MODELS =
      ConfiguredModels.of(
          List.of(
              new ConfiguredModels.Model("sonnet", 5, 700, 2_000, 75, 1_024),
              new ConfiguredModels.Model("opus", 15, 700, 2_000, 50, 1_024)));

  /** The time of {@link #longPrompt} above the 700 ms expected of a short prompt. */
  private static final double SAVED_MS = 1_000;

  @Test
  void similarPromptsSaveTimeBeyondConfiguredTtft() {
    Recommendation finding =
        recommendation(
            turns(i ->
                FinishedTurnBuilder.turn()
                    .usage(10_000 + i, 100, 0, 0)
                    .modelTtft(1_700 + 5L * (i % 20))
                    .endedAtMs(10_000L * i)
                    .build()));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(1_050, withPercentage(5));
    assertThat(finding.saving().basis()).contains("the configuration expects");
  }

  @Test
  void derivesTokenCostFromPromptsOfDifferentLengths() {
    Recommendation finding =
        recommendation(
            turns(i -> {
              long tokens = 8_000 + 2_000L * (i % 5);
              return FinishedTurnBuilder.turn()
                  .usage(tokens, 100, 0, 0)
                  .modelTtft(500 + tokens / 20)
                  .endedAtMs(10_000L * i)
                  .build();
            }));

    assertThat(finding.saving().basis()).contains("pairs of prompts");
    // 50 ms per 1,000 tokens, times the 8,000 that all prompts share.
    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(400, withPercentage(2));
  }

  @Test
  void acceptsCachedPrompts() {
    assertThat(examine(turns(_ -> FinishedTurnBuilder.turn().usage(100, 100, 0, 9_900).build())))
        .isEmpty();
  }

  @Test
  void onlyFirstOfFrequentTurnsMisses() {
    Recommendation finding = recommendation(turns(i -> longPrompt("sonnet", 10_000L * i)));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().basis()).contains("; 1 of them ");
  }

  @Test
  void turnsBeforeTheFirstTokenMiss() {
    // Twenty start within the 1,700 ms until the first token, so p95 saves nothing.
    Recommendation finding =
        recommendation(
            turns(i -> longPrompt("sonnet", i < 20 ? 80L * i : 1_000_000 + 10_000L * i)));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isZero();
    assertThat(finding.saving().basis()).contains("; 21 of them "); // and one after the pause
  }

  @Test
  void turnsAfterExpiryMiss() {
    // Every tenth turn follows after more than six minutes, the others after ten seconds.
    Recommendation finding =
        recommendation(turns(i -> longPrompt("sonnet", 10_000L * i + 360_000L * (i / 10))));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isZero();
    assertThat(finding.saving().basis()).contains("; 20 of them ");
  }

  @Test
  void readingExtendsTheTtl() {
    // Turns four minutes apart: each one comes within the TTL of five minutes.
    Recommendation finding = recommendation(turns(i -> longPrompt("sonnet", 240_000L * i)));

    assertThat(finding.saving().basis()).contains("; 1 of them ");
  }

  @Test
  void eachModelHasItsOwnCache() {
    Recommendation finding =
        recommendation(turns(i -> longPrompt(i < 100 ? "sonnet" : "opus", 10_000L * i)));

    assertThat(finding.saving().basis()).contains("; 2 of them ");
  }

  @Test
  void isNotRecommendedWithoutHits() {
    assertThat(examine(turns(i -> longPrompt("sonnet", 360_000L * i)))).isEmpty();
  }

  private static FinishedTurn longPrompt(String model, long endedAtMs) {
    return FinishedTurnBuilder.turn()
        .model(model)
        .usage(10_000, 100, 0, 0)
        .modelTtft(1_700)
        .endedAtMs(endedAtMs)
        .build();
  }

  private static List<RecentTurn> turns(IntFunction<FinishedTurn> turn) {
    return IntStream.range(0, 200).mapToObj(i -> new RecentTurn(turn.apply(i), null)).toList();
  }

  private static Optional<Recommendation> examine(List<RecentTurn> turns) {
    return new UncachedPromptRule()
        .examine(new TurnSample(turns, MODELS, Slos.DEFAULTS, List.of()));
  }

  private static Recommendation recommendation(List<RecentTurn> turns) {
    return examine(turns).orElseThrow();
  }
}
