package dev.firstword.simulator.prompt;

import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCounterTest {

  @ParameterizedTest
  @CsvSource({"'', 0", "a, 1", "four, 1", "fives, 2", "日本語, 3", "😀, 1"})
  void fourBytesAreAToken(String text, int tokens) {
    assertThat(TokenCounter.count(text)).isEqualTo(tokens);
  }

  @Test
  void itCountsTheBytesWithoutEncodingThem() {
    property()
        .forAll(texts())
        .checkAssert(text -> {
          String wellFormed = new String(text.getBytes(UTF_8), UTF_8);

          assertThat(TokenCounter.count(wellFormed))
              .isEqualTo(Math.ceilDiv(wellFormed.getBytes(UTF_8).length, 4));
        });
  }
}
