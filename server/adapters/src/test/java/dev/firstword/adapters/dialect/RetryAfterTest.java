package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        "30|PT30S",
        "1.5|PT1.5S",
        "Sun, 22 Nov 2026 10:02:00 GMT|PT2M",
        "Sun, 22 Nov 2026 09:00:00 GMT|PT0S"
      })
  void readsSecondsAndDates(String value, Duration expected) {
    assertThat(RetryAfter.read(Map.of("retry-after", value)::get, NOW)).isEqualTo(expected);
  }

  @Test
  void prefersMilliseconds() {
    Map<String, String> headers = Map.of("retry-after", "30", "retry-after-ms", "1200");

    assertThat(RetryAfter.read(headers::get, NOW)).isEqualTo(Duration.ofMillis(1200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1e99", "99999999999999999999", "NaN"})
  void ignoresInvalidValues(String value) {
    assertThat(RetryAfter.read(Map.of("retry-after", value)::get, NOW)).isNull();
    assertThat(RetryAfter.read(Map.of("retry-after-ms", value)::get, NOW)).isNull();
  }

  @Test
  void isAbsentWithoutAHeader() {
    assertThat(RetryAfter.read(Map.<String, String>of()::get, NOW)).isNull();
  }
}
