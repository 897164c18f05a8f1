package dev.firstword.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.check.Finding.Level;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClockSamplesTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-11, FAILS, 11 s behind",
    "-4, WARNING, 4 s behind",
    "-3, OK, Agrees",
    "0, OK, Agrees",
    "3, OK, Agrees",
    "4, WARNING, 4 s ahead of",
    "10, WARNING, 10 s ahead of",
    "11, FAILS, 11 s ahead of",
  })
  void judgesTheLargestDifference(long seconds, Level level, String detail) {
    ClockSamples samples = new ClockSamples();
    samples.add("a", NOW, NOW, NOW);
    samples.add("b", NOW, NOW.plusSeconds(seconds), NOW.plusSeconds(seconds));
    samples.add("c", NOW, NOW, NOW);

    assertThat(samples.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(level);
          assertThat(finding.detail()).contains(detail);
        });
  }

  @Test
  void assumesThatTheAnswerWasWrittenHalfway() {
    ClockSamples samples = new ClockSamples();

    samples.add("a", NOW.plusSeconds(5), NOW, NOW.plusSeconds(10));

    assertThat(samples.findings()).singleElement().extracting(Finding::level).isEqualTo(Level.OK);
  }

  @Test
  void saysNothingWithoutSamples() {
    assertThat(new ClockSamples().findings()).isEmpty();
  }
}
