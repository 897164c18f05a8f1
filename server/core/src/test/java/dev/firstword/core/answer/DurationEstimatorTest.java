package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.core.answer.AnswerLengthStatistics.LengthEstimate;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Estimates for an answer of about 500 tokens of 4 characters, at 50 tokens per second after about
 * one second.
 */
final class DurationEstimatorTest {

  private static final Distribution FIRST_TOKEN = Distribution.logNormal(1_000, 3_000, 100);
  private static final Distribution PACE = Distribution.constant(50, 100);
  private static final Distribution LENGTH = Distribution.logNormal(500, 1_500, 100);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final AnswerLengthStatistics lengths = new AnswerLengthStatistics(loop::nanoTime);
  private final List<Estimate> estimates = new ArrayList<>();

  @Test
  void estimatesAsSoonAsAModelIsCalled() {
    DurationEstimator estimator = newEstimator(LENGTH);
    loop.advance(Duration.ofMillis(300)); // The time spent on preparation.

    estimator.onModelCalled(FIRST_TOKEN, PACE);

    Estimate estimate = estimates.getLast();
    assertThat(estimate.ttftMs().p50()).isCloseTo(1_300, within(30L));
    assertThat(estimate.totalMs().p50()).isCloseTo(1_300 + 10_000, within(500L));
    assertThat(estimate.totalMs().p10()).isLessThan(estimate.totalMs().p50());
    assertThat(estimate.totalMs().p90()).isGreaterThan(estimate.totalMs().p50());
    assertThat(estimate.samples()).isEqualTo(7);
  }

  @Test
  void neverEstimatesATimeInThePast() {
    DurationEstimator estimator = newEstimator(LENGTH);
    estimator.onModelCalled(FIRST_TOKEN, PACE);

    for (int second = 1; second <= 20; second++) {
      loop.advance(Duration.ofSeconds(1));

      long elapsed = second * 1_000L;
      assertThat(estimates.getLast().ttftMs().p90()).isGreaterThanOrEqualTo((long) (elapsed * 0.8));
    }
    assertThat(estimates).hasSizeGreaterThan(3);
  }

  @Test
  void publishesNothingWhileTheEstimateIsUnchanged() {
    DurationEstimator estimator = newEstimator(Distribution.constant(500, 100));
    estimator.onModelCalled(Distribution.constant(1_000, 100), PACE);
    loop.advance(Duration.ofSeconds(1));
    write(estimator, 490, 50);

    assertThat(estimates).hasSize(1);
  }

  @Test
  void correctsItselfByTheTokenRateOfThisAnswer() {
    DurationEstimator estimator = newEstimator(Distribution.constant(500, 100));
    estimator.onModelCalled(Distribution.constant(1_000, 100), PACE);
    loop.advance(Duration.ofSeconds(1));

    write(estimator, 100, 20);

    assertThat(estimates.getLast().totalMs().p50()).isCloseTo(26_000, within(1_500L));
  }

  @Test
  void correctsItselfByCompleteSections() {
    DurationEstimator estimator = newEstimator(LENGTH);
    estimator.onModelCalled(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofSeconds(1));
    write(estimator, 400, 50);

    estimator.onSectionsComplete(2, 5); // Two of five took 400 tokens: 1,000 in all.

    assertThat(estimates.getLast().totalMs().p50()).isCloseTo(21_000, within(1_500L));
  }

  @Test
  void expectsAnAnswerLongerThanAnySampleToEndSoon() {
    DurationEstimator estimator = newEstimator(Distribution.constant(100, 100));
    estimator.onModelCalled(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofSeconds(1));

    write(estimator, 300, 50);

    assertThat(estimates.getLast().totalMs().p90()).isGreaterThanOrEqualTo(5_600);
  }

  @Test
  void aWinningHedgeStartsNoNewWait() {
    DurationEstimator estimator = newEstimator(LENGTH);
    estimator.onModelCalled(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofMillis(900));

    estimator.onHedgeWon(PACE);

    assertThat(estimates).hasSize(1);
  }

  @Test
  void aContinuationTakesOnlyTheRemainder() {
    DurationEstimator estimator =
        new DurationEstimator(
            lengths,
            new LengthEstimate(Distribution.constant(500, 100), 7, 4),
            1_600,
            loop.nanoTime(),
            loop,
            estimates::add);

    estimator.onModelCalled(Distribution.constant(1_000, 100), PACE);

    assertThat(estimates.getLast().totalMs().p50()).isCloseTo(3_000, within(300L));
  }

  @Test
  void leavesNoTimerBehind() {
    DurationEstimator estimator = newEstimator(LENGTH);
    estimator.onModelCalled(FIRST_TOKEN, PACE);

    estimator.stop();

    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void turnsThatShareStatisticsDifferByWhenTheirModelWasCalled() {
    Distribution length = Distribution.constant(500, 100);
    newEstimator(length).onModelCalled(FIRST_TOKEN, PACE);
    DurationEstimator later = newEstimator(length);
    loop.advance(Duration.ofMillis(300));

    later.onModelCalled(FIRST_TOKEN, PACE);

    assertThat(estimates.get(1).ttftMs().p50()).isEqualTo(estimates.get(0).ttftMs().p50() + 300);
    assertThat(estimates.get(1).totalMs().p90()).isEqualTo(estimates.get(0).totalMs().p90() + 300);
  }

  private DurationEstimator newEstimator(Distribution length) {
    return new DurationEstimator(
        lengths, new LengthEstimate(length, 7, 4), 0, loop.nanoTime(), loop, estimates::add);
  }

  private void write(DurationEstimator estimator, int tokens, int tokensPerSecond) {
    for (int i = 0; i < tokens; i++) {
      estimator.onText(4);
      loop.advance(Duration.ofMillis(1_000 / tokensPerSecond));
    }
  }
}
