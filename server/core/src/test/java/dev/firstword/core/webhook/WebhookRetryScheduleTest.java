package dev.firstword.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WebhookRetryScheduleTest {

  @Test
  void followsTheSpecification() {
    WebhookRetrySchedule schedule = schedule(0);

    assertThat(
            IntStream.rangeClosed(1, 10).mapToObj(attempts -> schedule.delayAfter(attempts, null)))
        .containsExactly(
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofMinutes(30)),
            Optional.of(Duration.ofHours(2)),
            Optional.of(Duration.ofHours(5)),
            Optional.of(Duration.ofHours(10)),
            Optional.of(Duration.ofHours(14)),
            Optional.of(Duration.ofHours(20)),
            Optional.of(Duration.ofHours(24)),
            Optional.empty());
  }

  @Test
  void addsUpToATenthOfJitter() {
    assertThat(schedule(1).delayAfter(2, null)).contains(Duration.ofSeconds(330));
  }

  @Test
  void honoursRetryAfterUpToADay() {
    WebhookRetrySchedule schedule = schedule(0);

    assertThat(schedule.delayAfter(1, Duration.ofMinutes(7))).contains(Duration.ofMinutes(7));
    assertThat(schedule.delayAfter(1, Duration.ofSeconds(1))).contains(Duration.ofSeconds(5));
    assertThat(schedule.delayAfter(1, Duration.ofSeconds(-9))).contains(Duration.ofSeconds(5));
    assertThat(schedule.delayAfter(1, Duration.ofDays(90))).contains(Duration.ofHours(24));
    assertThat(schedule.delayAfter(10, Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void followsOtherDelays() {
    WebhookRetrySchedule schedule =
        WebhookRetrySchedule.of(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)));

    assertThat(schedule.delayAfter(1, null).orElseThrow())
        .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
    assertThat(schedule.delayAfter(1, Duration.ofHours(1))).contains(Duration.ofMinutes(5));
    assertThat(schedule.delayAfter(2, null).orElseThrow())
        .isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
    assertThat(schedule.delayAfter(3, null)).isEmpty();
  }

  private static WebhookRetrySchedule schedule(double random) {
    return new WebhookRetrySchedule(WebhookRetrySchedule.STANDARD_DELAYS, () -> random);
  }
}
