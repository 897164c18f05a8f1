package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComplexityRulesTest {

  private final ComplexityRules rules = ComplexityRules.DEFAULTS;

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
        "Write a detailed two-page project proposal                                | COMPLEX",
        "hello, please prove that there is no largest prime number whatever it takes | COMPLEX",
      })
  void classifiesByWording(String question, Complexity complexity) {
    assertThat(rules.of(question)).isEqualTo(complexity);
  }

  @Test
  void classifiesByLength() {
    assertThat(rules.of("word ".repeat(9))).isEqualTo(Complexity.SIMPLE);
    assertThat(rules.of("word ".repeat(10))).isEqualTo(Complexity.MODERATE);
    assertThat(rules.of("word ".repeat(50))).isEqualTo(Complexity.MODERATE);
    assertThat(rules.of("word ".repeat(51))).isEqualTo(Complexity.COMPLEX);
  }

  @Test
  void appliesConfiguredExpressions() {
    ComplexityRules german =
        ComplexityRules.of(3, 20, List.of("moin", "guten tag"), List.of("vergleiche", "beweise"));

    assertThat(german.of("Moin, wie geht es dir denn so?")).isEqualTo(Complexity.SIMPLE);
    assertThat(german.of("Vergleiche beide")).isEqualTo(Complexity.COMPLEX);
    assertThat(german.of("Was kostet ein Brief nach Polen")).isEqualTo(Complexity.MODERATE);
  }

  @Test
  void isFastOnAdversarialText() {
    String hostile = "write a ".repeat(100_000) + "!";

    assertThat(rules.of(hostile)).isEqualTo(Complexity.COMPLEX);
  }
}
