package dev.firstword.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RedactionTest {

  @Test
  void tellsTheLengthAndNothingOfTheText() {
    assertThat(Redaction.of("ada@example.com"))
        .matches("\\[REDACTED 15 [0-9a-f]{8}]")
        .doesNotContain("ada");
    assertThat(Redaction.of("\ud83d\ude00")).startsWith("[REDACTED 1 ");
    assertThat(Redaction.of("")).startsWith("[REDACTED 0 ");
  }

  @Test
  void isTheSameForTheSameTextOnly() {
    assertThat(Redaction.of("ada"))
        .isEqualTo(Redaction.of("ada"))
        .isNotEqualTo(Redaction.of("bob"));
  }
}
