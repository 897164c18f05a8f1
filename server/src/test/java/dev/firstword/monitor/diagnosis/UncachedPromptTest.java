package dev.firstword.monitor.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.TestTurns;
import dev.firstword.monitor.level.ServiceLevels;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it would bring if providers kept the beginning of long prompts, and for which turns. */
final class UncachedPromptTest {

  private static final ModelFacts MODELS =
      ModelFacts.of(
          List.of(
              new ModelFacts.Model("sonnet", 5, 700, 2_000, 75, 1_024),
              new ModelFacts.Model("opus", 15, 700, 2_000, 50, 1_024)));

  /** Of {@link #longPrompt}: what is above the 700 ms that are expected of a short one. */
  private static final double SAVED_MS = 1_000;

  @Test
  void alikePromptsSaveWhatIsAboveTheConfigurationsExpectation() {
    Finding finding =
        found(
            turns(i ->
                TestTurns.turn()
                    .usage(10_000 + i, 100, 0, 0)
                    .modelTtft(1_700 + 5L * (i % 20))
                    .endedAtMs(10_000L * i)
                    .done()));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(1_050, withPercentage(5));
    assertThat(finding.saving().basis()).contains("the configuration expects");
  }

  @Test
  void whatATokenCostsIsLearntFromPromptsOfOtherLengths() {
    Finding finding =
        found(
            turns(i -> {
              long tokens = 8_000 + 2_000L * (i % 5);
              return TestTurns.turn()
                  .usage(tokens, 100, 0, 0)
                  .modelTtft(500 + tokens / 20)
                  .endedAtMs(10_000L * i)
                  .done();
            }));

    assertThat(finding.saving().basis()).contains("pairs of prompts");
    // 50 ms for 1,000 tokens, and the 8,000 that all share.
    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(400, withPercentage(2));
  }

  @Test
  void aPromptThatIsRememberedIsWell() {
    assertThat(examine(turns(_ -> TestTurns.turn().usage(100, 100, 0, 9_900).done()))).isEmpty();
  }

  @Test
  void onlyTheFirstOfADenseRowOfTurnsMissesWhatIsKept() {
    Finding finding = found(turns(i -> longPrompt("sonnet", 10_000L * i)));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().basis()).contains("; 1 of them ");
  }

  @Test
  void whoAsksBeforeTheFirstOnesTokenMissesItToo() {
    // Twenty within the 1,700 ms that the first waits for its token, so that p95 gains nothing.
    Finding finding =
        found(turns(i -> longPrompt("sonnet", i < 20 ? 80L * i : 1_000_000 + 10_000L * i)));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isZero();
    assertThat(finding.saving().basis()).contains("; 21 of them "); // and one after the pause
  }

  @Test
  void whoComesAfterAPauseWritesItAnew() {
    // Each tenth comes six minutes after the one before, the others within ten seconds.
    Finding finding = found(turns(i -> longPrompt("sonnet", 10_000L * i + 360_000L * (i / 10))));

    assertThat(finding.saving().gain().ttftMs().p50()).isCloseTo(SAVED_MS, withPercentage(1));
    assertThat(finding.saving().gain().ttftMs().p95()).isZero();
    assertThat(finding.saving().basis()).contains("; 20 of them ");
  }

  @Test
  void readingItLetsItLiveOn() {
    // Half an hour of turns four minutes apart: none of them is later than the life of five.
    Finding finding = found(turns(i -> longPrompt("sonnet", 240_000L * i)));

    assertThat(finding.saving().basis()).contains("; 1 of them ");
  }

  @Test
  void eachModelKeepsItsOwn() {
    Finding finding = found(turns(i -> longPrompt(i < 100 ? "sonnet" : "opus", 10_000L * i)));

    assertThat(finding.saving().basis()).contains("; 2 of them ");
  }

  @Test
  void isNotAdvisedWhereNobodyWouldFindIt() {
    assertThat(examine(turns(i -> longPrompt("sonnet", 360_000L * i)))).isEmpty();
  }

  private static FinishedTurn longPrompt(String model, long endedAtMs) {
    return TestTurns.turn()
        .model(model)
        .usage(10_000, 100, 0, 0)
        .modelTtft(1_700)
        .endedAtMs(endedAtMs)
        .done();
  }

  private static List<KeptTurn> turns(IntFunction<FinishedTurn> turn) {
    return IntStream.range(0, 200).mapToObj(i -> new KeptTurn(turn.apply(i), null)).toList();
  }

  private static Optional<Finding> examine(List<KeptTurn> turns) {
    return new UncachedPrompt()
        .examine(new Sample(turns, MODELS, ServiceLevels.DEFAULTS, List.of()));
  }

  private static Finding found(List<KeptTurn> turns) {
    return examine(turns).orElseThrow();
  }
}
