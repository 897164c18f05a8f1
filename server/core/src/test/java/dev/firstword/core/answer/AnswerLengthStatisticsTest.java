package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.core.answer.AnswerLengthStatistics.AnswerKind;
import dev.firstword.core.answer.AnswerLengthStatistics.LengthEstimate;
import dev.firstword.core.profile.AnswerPolicy.ExpectedLength;
import dev.firstword.core.routing.Complexity;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class AnswerLengthStatisticsTest {

  private static final ExpectedLength ASSUMED = new ExpectedLength(300, 1_500);
  private static final AnswerKind SIMPLE = new AnswerKind("chat", Complexity.SIMPLE, 5);
  private static final AnswerKind COMPLEX = new AnswerKind("chat", Complexity.COMPLEX, 5);
  private static final Percentage CLOSE = Percentage.withPercentage(3);

  private final ManualEventLoop clock = new ManualEventLoop();
  private final AnswerLengthStatistics lengths = new AnswerLengthStatistics(clock::nanoTime);

  @Test
  void usesTheProfilesPriorUntilItHasSamples() {
    LengthEstimate expected = lengths.estimate(SIMPLE, ASSUMED);

    assertThat(expected.tokens().quantile(0.5)).isCloseTo(300, CLOSE);
    assertThat(expected.tokens().quantile(0.99)).isCloseTo(1_500, CLOSE);
    assertThat(expected.samples()).isZero();
  }

  @Test
  void dropsThePriorOnceItHasEnoughSamples() {
    record(SIMPLE, 60, 40);

    LengthEstimate expected = lengths.estimate(SIMPLE, ASSUMED);

    assertThat(expected.tokens().quantile(0.99)).isCloseTo(40, CLOSE);
    assertThat(expected.samples()).isEqualTo(60);
  }

  @Test
  void borrowsFromTheProfileWhenAKindIsNew() {
    record(COMPLEX, 100, 900);

    assertThat(lengths.estimate(SIMPLE, ASSUMED).tokens().quantile(0.5)).isCloseTo(900, CLOSE);
    assertThat(lengths.estimate(SIMPLE, ASSUMED).samples()).isZero();
  }

  @Test
  void keepsProfilesSeparate() {
    record(new AnswerKind("proposal", Complexity.COMPLEX, 5), 100, 900);

    assertThat(lengths.estimate(COMPLEX, ASSUMED).tokens().quantile(0.5)).isCloseTo(300, CLOSE);
  }

  @Test
  void countsATruncatedAnswerAsALowerBound() {
    record(SIMPLE, 60, 100);
    for (int i = 0; i < 60; i++) {
      lengths.recordTruncated(SIMPLE, 200);
    }

    assertThat(lengths.estimate(SIMPLE, ASSUMED).tokens().cdf(150)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void learnsTheCharactersPerToken() {
    for (int i = 0; i < 200; i++) {
      lengths.recordComplete(SIMPLE, 100, 300);
    }

    assertThat(lengths.estimate(SIMPLE, ASSUMED).charactersPerToken()).isCloseTo(3, CLOSE);
  }

  @Test
  void turnsThatStartTogetherShareAnEstimate() {
    LengthEstimate first = lengths.estimate(SIMPLE, ASSUMED);
    record(SIMPLE, 60, 40);

    assertThat(lengths.estimate(SIMPLE, ASSUMED)).isSameAs(first);
    clock.advance(Duration.ofMillis(250));
    assertThat(lengths.estimate(SIMPLE, ASSUMED).samples()).isEqualTo(60);
  }

  @Test
  void dropsAnswersOlderThanADay() {
    record(SIMPLE, 100, 40);

    clock.advance(Duration.ofHours(25));

    assertThat(lengths.estimate(SIMPLE, ASSUMED).tokens().quantile(0.5)).isCloseTo(300, CLOSE);
  }

  private void record(AnswerKind kind, int answers, long tokens) {
    for (int i = 0; i < answers; i++) {
      lengths.recordComplete(kind, tokens, tokens * 4);
    }
  }
}
