package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitHeadersTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z"));

  @Test
  void readsAnthropicHeaders() {
    Map<String, String> headers =
        Map.of(
            "anthropic-ratelimit-requests-limit", "50",
            "anthropic-ratelimit-requests-remaining", "2",
            "anthropic-ratelimit-requests-reset", "2026-11-30T12:00:48Z");

    assertThat(read(headers)).contains(new RateLimit(50, 2, Duration.ofSeconds(48)));
  }

  @ParameterizedTest
  @CsvSource({
    "1s, 1000",
    "120ms, 120",
    "17.5s, 17500",
    "6m0s, 360000",
    "1h2m3s, 3723000",
    "1d, 86400000",
    "0s, 0"
  })
  void readsOpenAiHeaders(String reset, long milliseconds) {
    assertThat(read(openAi("60", "0", reset)))
        .contains(new RateLimit(60, 0, Duration.ofMillis(milliseconds)));
  }

  @Test
  void takesATimeThatHasPassedAsNow() {
    Map<String, String> headers =
        Map.of(
            "anthropic-ratelimit-requests-limit", "50",
            "anthropic-ratelimit-requests-remaining", "2",
            "anthropic-ratelimit-requests-reset", "2026-11-30T11:59:00Z");

    assertThat(read(headers)).contains(new RateLimit(50, 2, Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "1764504000000", "-1s", "1s2m", "99999999999999999999s"})
  void ignoresAResetThatIsNoDuration(String reset) {
    assertThat(read(openAi("60", "0", reset))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "60, -3", "many, 0", "60, 9999999999999"})
  void ignoresCountsThatAreNone(String limit, String remaining) {
    assertThat(read(openAi(limit, remaining, "1s"))).isEmpty();
  }

  @Test
  void ignoresAnIncompleteSetOfHeaders() {
    assertThat(read(Map.of("x-ratelimit-remaining-requests", "0"))).isEmpty();
    assertThat(read(Map.of())).isEmpty();
  }

  private static Map<String, String> openAi(String limit, String remaining, String reset) {
    return Map.of(
        "x-ratelimit-limit-requests", limit,
        "x-ratelimit-remaining-requests", remaining,
        "x-ratelimit-reset-requests", reset);
  }

  private static Optional<RateLimit> read(Map<String, String> headers) {
    return RateLimitHeaders.read(headers::get, CLOCK);
  }
}
