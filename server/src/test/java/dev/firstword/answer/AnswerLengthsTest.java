package dev.firstword.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.answer.AnswerLengths.Expected;
import dev.firstword.answer.AnswerLengths.Kind;
import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Answering.ExpectedLength;
import dev.firstword.routing.Complexity;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class AnswerLengthsTest {

  private static final ExpectedLength ASSUMED = new ExpectedLength(300, 1_500);
  private static final Kind SIMPLE = new Kind("chat", Complexity.SIMPLE, 5);
  private static final Kind COMPLEX = new Kind("chat", Complexity.COMPLEX, 5);
  private static final Percentage CLOSE = Percentage.withPercentage(3);

  private final ManualLoop clock = new ManualLoop();
  private final AnswerLengths lengths = new AnswerLengths(clock::nanoTime);

  @Test
  void assumesWhatTheProfileExpectsUntilItHasSeenAnswers() {
    Expected expected = lengths.expected(SIMPLE, ASSUMED);

    assertThat(expected.tokens().quantile(0.5)).isCloseTo(300, CLOSE);
    assertThat(expected.tokens().quantile(0.99)).isCloseTo(1_500, CLOSE);
    assertThat(expected.samples()).isZero();
  }

  @Test
  void forgetsWhatWasAssumedOnceItHasSeenEnough() {
    write(SIMPLE, 60, 40);

    Expected expected = lengths.expected(SIMPLE, ASSUMED);

    assertThat(expected.tokens().quantile(0.99)).isCloseTo(40, CLOSE);
    assertThat(expected.samples()).isEqualTo(60);
  }

  @Test
  void borrowsFromTheWholeProfileWhereAKindIsNew() {
    write(COMPLEX, 100, 900);

    assertThat(lengths.expected(SIMPLE, ASSUMED).tokens().quantile(0.5)).isCloseTo(900, CLOSE);
    assertThat(lengths.expected(SIMPLE, ASSUMED).samples()).isZero();
  }

  @Test
  void keepsProfilesApart() {
    write(new Kind("proposal", Complexity.COMPLEX, 5), 100, 900);

    assertThat(lengths.expected(COMPLEX, ASSUMED).tokens().quantile(0.5)).isCloseTo(300, CLOSE);
  }

  @Test
  void anAnswerThatWasCutCountsForAtLeastItsLength() {
    write(SIMPLE, 60, 100);
    for (int i = 0; i < 60; i++) {
      lengths.cut(SIMPLE, 200);
    }

    assertThat(lengths.expected(SIMPLE, ASSUMED).tokens().shareUpTo(150))
        .isCloseTo(0.5, within(0.02));
  }

  @Test
  void learnsHowLongATokenIs() {
    for (int i = 0; i < 200; i++) {
      lengths.written(SIMPLE, 100, 300);
    }

    assertThat(lengths.expected(SIMPLE, ASSUMED).charactersPerToken()).isCloseTo(3, CLOSE);
  }

  @Test
  void turnsThatBeginTogetherShareWhatIsExpected() {
    Expected first = lengths.expected(SIMPLE, ASSUMED);
    write(SIMPLE, 60, 40);

    assertThat(lengths.expected(SIMPLE, ASSUMED)).isSameAs(first);
    clock.advance(Duration.ofMillis(250));
    assertThat(lengths.expected(SIMPLE, ASSUMED).samples()).isEqualTo(60);
  }

  @Test
  void forgetsAnswersOfTheDayBefore() {
    write(SIMPLE, 100, 40);

    clock.advance(Duration.ofHours(25));

    assertThat(lengths.expected(SIMPLE, ASSUMED).tokens().quantile(0.5)).isCloseTo(300, CLOSE);
  }

  private void write(Kind kind, int answers, long tokens) {
    for (int i = 0; i < answers; i++) {
      lengths.written(kind, tokens, tokens * 4);
    }
  }
}
