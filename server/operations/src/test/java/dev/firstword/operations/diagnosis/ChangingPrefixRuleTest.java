package dev.firstword.operations.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.slo.Slos;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Predicts what it would save to keep a prompt as it is between the turns of a conversation. */
final class ChangingPrefixRuleTest {

  /** Input for $3 a million, cached for five minutes: a miss costs 3 * (1.25 - 0.1) more. */
  private static final ConfiguredModels MODELS =
      ConfiguredModels.of(
          List.of(new ConfiguredModels.Model("sonnet", 5, 700, 2_000, 75, 1_024, 3.45)));

  private static final CacheMiss TOOLS = new CacheMiss(Cause.TOOLS_CHANGED, 28_000, true);

  @Test
  void saysWhatChangesHowOftenAndWhatItCosts() {
    Recommendation finding =
        examine(i -> i % 3 == 0 ? missing(TOOLS, 1_820) : reading()).orElseThrow();

    assertThat(finding.technique())
        .startsWith(
            "Tools differ between turns in 34 % of turns: 28,000 tokens missed the cache, 1.1 s")
        .contains("0.0966 of the prices' currency")
        .contains("same tools");
    assertThat(finding.saving().gain().ttftMs().p95()).isCloseTo(1_120, withPercentage(5));
    assertThat(finding.share()).isCloseTo(0.335, withPercentage(1));
    assertThat(evidence(finding, "share of causes named by the provider")).isEqualTo(1);
  }

  @Test
  void namesTheCauseThatCostsMost() {
    CacheMiss messages = new CacheMiss(Cause.MESSAGES_CHANGED, 2_000, false);

    Recommendation finding =
        examine(i -> i % 3 == 0 ? missing(TOOLS, 1_820) : missing(messages, 780)).orElseThrow();

    assertThat(finding.technique()).startsWith("Tools differ");
  }

  @Test
  void saysNothingOfCachesThatExpireOrOfAFewTurns() {
    CacheMiss expired = new CacheMiss(Cause.EXPIRED, 28_000, false);

    assertThat(examine(_ -> missing(expired, 1_820))).isEmpty();
    assertThat(examine(i -> i % 25 == 0 ? missing(TOOLS, 1_820) : reading())).isEmpty();
  }

  private static double evidence(Recommendation finding, String name) {
    return finding.evidence().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static FinishedTurn reading() {
    return FinishedTurnBuilder.turn().usage(100, 100, 0, 28_000).modelTtft(704).build();
  }

  /** Forty milliseconds for 1,000 uncached tokens. */
  private static FinishedTurn missing(CacheMiss miss, long ttftMs) {
    return FinishedTurnBuilder.turn()
        .usage(100, 100, miss.tokens(), 0)
        .modelTtft(ttftMs)
        .missing(miss)
        .build();
  }

  private static Optional<Recommendation> examine(IntFunction<FinishedTurn> turn) {
    List<RecentTurn> turns =
        IntStream.range(0, 200).mapToObj(i -> new RecentTurn(turn.apply(i), null)).toList();
    return new ChangingPrefixRule()
        .examine(new TurnSample(turns, MODELS, Slos.DEFAULTS, List.of()));
  }
}
