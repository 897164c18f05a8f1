package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComplexityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello!                                                                    | SIMPLE",
        "thanks, that was all                                                      | SIMPLE",
        "What is the capital of France?                                            | SIMPLE",
        "Which of the three cables fits a printer that was made in nineteen ninety | MODERATE",
        "Compare the two drafts                                                    | COMPLEX",
        "Write a proposal for Acme                                                 | COMPLEX",
        "hello, please prove that there is no largest prime number whatever it takes | COMPLEX",
      })
  void judgesByWording(String question, Complexity complexity) {
    assertThat(Complexity.of(question)).isEqualTo(complexity);
  }

  @Test
  void judgesByLength() {
    assertThat(Complexity.of("word ".repeat(9))).isEqualTo(Complexity.SIMPLE);
    assertThat(Complexity.of("word ".repeat(10))).isEqualTo(Complexity.MODERATE);
    assertThat(Complexity.of("word ".repeat(50))).isEqualTo(Complexity.MODERATE);
    assertThat(Complexity.of("word ".repeat(51))).isEqualTo(Complexity.COMPLEX);
  }

  @Test
  void isQuickOnTextMadeToBeSlow() {
    String hostile = "hi ".repeat(300_000) + "!";

    assertThat(Complexity.of(hostile)).isEqualTo(Complexity.COMPLEX);
  }
}
