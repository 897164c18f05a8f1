package dev.firstword.simulator.answer;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void tokensJoinToTheText() {
    property()
        .forAll(texts())
        .checkAssert(text -> assertThat(joined(Answer.of(text))).isEqualTo(text));
  }

  @Test
  void noTokenSplitsACharacter() {
    property().forAll(texts()).checkAssert(AnswerTest::assertNoTokenSplitsACharacter);
  }

  private static void assertNoTokenSplitsACharacter(String text) {
    Answer answer =
        Answer.of(
            text.codePoints()
                .filter(Character::isDefined)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());

    for (int index = 0; index < answer.tokenCount(); index++) {
      String piece = answer.token(index);
      assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
      assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
    }
  }

  @Test
  void aLimitKeepsTheFirstTokens() {
    property()
        .forAll(texts(), integers(0, 50))
        .checkAssert((text, limit) -> {
          Answer whole = Answer.of(text);

          Answer limited = whole.limitedTo(limit);

          assertThat(limited.tokenCount()).isEqualTo(Math.min(limit, whole.tokenCount()));
          assertThat(joined(limited)).isEqualTo(limited.text());
          assertThat(whole.text()).startsWith(limited.text());
        });
  }

  @Test
  void englishAveragesFourToFiveCharactersPerToken() {
    String text =
        "Keep the first version simple, measure what people do with it, and only then decide which"
            + " of the remaining questions deserve another week of work.";

    double charactersPerPiece = (double) text.length() / Answer.of(text).tokenCount();

    assertThat(charactersPerPiece).isBetween(4.0, 5.5);
  }

  @Test
  void reachingTheLimitSetsTheStopReason() {
    assertThat(Answer.of("one two three").limitedTo(2).stopReason())
        .isEqualTo(Answer.StopReason.MAX_TOKENS);
    assertThat(Answer.of("one two three").limitedTo(3).stopReason())
        .isEqualTo(Answer.StopReason.END_TURN);
  }

  @Test
  void itEndsBeforeTheFirstStopSequence() {
    Answer answer = Answer.of("one, two; three").stoppedBefore(List.of(";", ","));

    assertThat(answer.text()).isEqualTo("one");
    assertThat(answer.stopReason()).isEqualTo(Answer.StopReason.STOP_SEQUENCE);
    assertThat(answer.stopSequence()).contains(",");
  }

  private static String joined(Answer answer) {
    return IntStream.range(0, answer.tokenCount())
        .mapToObj(answer::token)
        .collect(Collectors.joining());
  }
}
