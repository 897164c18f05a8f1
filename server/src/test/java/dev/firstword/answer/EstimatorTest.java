package dev.firstword.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.answer.AnswerLengths.Expected;
import dev.firstword.loop.ManualLoop;
import dev.firstword.protocol.TurnEvent.Estimate;
import dev.firstword.window.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer of about 500 tokens of 4 characters, at 50 a second after about a second. */
final class EstimatorTest {

  private static final Distribution FIRST_TOKEN = Distribution.logNormal(1_000, 3_000, 100);
  private static final Distribution PACE = Distribution.always(50, 100);
  private static final Distribution LENGTH = Distribution.logNormal(500, 1_500, 100);

  private final ManualLoop loop = new ManualLoop();
  private final List<Estimate> told = new ArrayList<>();

  @Test
  void tellsWhatToExpectAsSoonAsAModelIsAsked() {
    Estimator estimator = estimator(LENGTH);
    loop.advance(Duration.ofMillis(300)); // What the preparation took.

    estimator.modelAsked(FIRST_TOKEN, PACE);

    Estimate estimate = told.getLast();
    assertThat(estimate.ttftMs().p50()).isCloseTo(1_300, within(30L));
    assertThat(estimate.totalMs().p50()).isCloseTo(1_300 + 10_000, within(500L));
    assertThat(estimate.totalMs().p10()).isLessThan(estimate.totalMs().p50());
    assertThat(estimate.totalMs().p90()).isGreaterThan(estimate.totalMs().p50());
    assertThat(estimate.samples()).isEqualTo(7);
  }

  @Test
  void neverPromisesWhatIsPast() {
    Estimator estimator = estimator(LENGTH);
    estimator.modelAsked(FIRST_TOKEN, PACE);

    for (int second = 1; second <= 20; second++) {
      loop.advance(Duration.ofSeconds(1));

      long elapsed = second * 1_000L;
      assertThat(told.getLast().ttftMs().p90()).isGreaterThanOrEqualTo((long) (elapsed * 0.8));
    }
    assertThat(told).hasSizeGreaterThan(3);
  }

  @Test
  void saysNothingAgainWhileNothingHasMoved() {
    Estimator estimator = estimator(Distribution.always(500, 100));
    estimator.modelAsked(Distribution.always(1_000, 100), PACE);
    loop.advance(Duration.ofSeconds(1));
    write(estimator, 490, 50);

    assertThat(told).hasSize(1);
  }

  @Test
  void correctsItselfByThePaceOfThisAnswer() {
    Estimator estimator = estimator(Distribution.always(500, 100));
    estimator.modelAsked(Distribution.always(1_000, 100), PACE);
    loop.advance(Duration.ofSeconds(1));

    write(estimator, 100, 20);

    assertThat(told.getLast().totalMs().p50()).isCloseTo(26_000, within(1_500L));
  }

  @Test
  void correctsItselfByTheSectionsThatAreComplete() {
    Estimator estimator = estimator(LENGTH);
    estimator.modelAsked(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofSeconds(1));
    write(estimator, 400, 50);

    estimator.sectionsComplete(2, 5); // Two of five took 400 tokens: a thousand in all.

    assertThat(told.getLast().totalMs().p50()).isCloseTo(21_000, within(1_500L));
  }

  @Test
  void anAnswerLongerThanAnyBeforeIsAboutToEnd() {
    Estimator estimator = estimator(Distribution.always(100, 100));
    estimator.modelAsked(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofSeconds(1));

    write(estimator, 300, 50);

    assertThat(told.getLast().totalMs().p90()).isGreaterThanOrEqualTo(5_600);
  }

  @Test
  void aSecondModelThatSpeaksFirstBeginsNoNewWait() {
    Estimator estimator = estimator(LENGTH);
    estimator.modelAsked(FIRST_TOKEN, PACE);
    loop.advance(Duration.ofMillis(900));

    estimator.modelSpeaks(PACE);

    assertThat(told).hasSize(1);
  }

  @Test
  void whatIsGoneOnWithIsExpectedToTakeTheRest() {
    Estimator estimator =
        new Estimator(
            new Expected(Distribution.always(500, 100), 7, 4),
            1_600,
            loop.nanoTime(),
            loop,
            told::add);

    estimator.modelAsked(Distribution.always(1_000, 100), PACE);

    assertThat(told.getLast().totalMs().p50()).isCloseTo(3_000, within(300L));
  }

  @Test
  void leavesNoTimerBehind() {
    Estimator estimator = estimator(LENGTH);
    estimator.modelAsked(FIRST_TOKEN, PACE);

    estimator.stop();

    assertThat(loop.waitingTimers()).isZero();
  }

  private Estimator estimator(Distribution length) {
    return new Estimator(new Expected(length, 7, 4), 0, loop.nanoTime(), loop, told::add);
  }

  private void write(Estimator estimator, int tokens, int tokensPerSecond) {
    for (int i = 0; i < tokens; i++) {
      estimator.textCame(4);
      loop.advance(Duration.ofMillis(1_000 / tokensPerSecond));
    }
  }
}
