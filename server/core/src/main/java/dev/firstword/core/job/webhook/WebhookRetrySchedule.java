package dev.firstword.core.job.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The retry schedule recommended by the Standard Webhooks specification. Each delay is extended by
 * up to a tenth, so that deliveries that failed together are not retried together.
 */
final class WebhookRetrySchedule {

  /** The recommended delay before each attempt except the first, which is immediate. */
  static final List<Duration> STANDARD_DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  private static final Duration MAX_RETRY_DELAY = Duration.ofHours(24);
  private static final double MAX_JITTER = 0.1;

  private final List<Duration> delays;
  private final DoubleSupplier random;

  /**
   * Creates a schedule.
   *
   * @param delays the delay before each attempt except the first
   * @param random uniformly distributed from 0 to 1
   */
  WebhookRetrySchedule(List<Duration> delays, DoubleSupplier random) {
    this.delays = delays;
    this.random = random;
  }

  /**
   * Returns the delay after a failed attempt; empty if it was the last.
   *
   * @param attempts the number of attempts so far
   * @param retryAfter the delay requested by the receiver; honoured if it is longer, up to a day
   */
  Optional<Duration> delayAfter(int attempts, @Nullable Duration retryAfter) {
    if (attempts > delays.size()) {
      return Optional.empty();
    }
    Duration delay = delays.get(attempts - 1);
    Duration jittered =
        delay.plusMillis((long) (delay.toMillis() * MAX_JITTER * random.getAsDouble()));
    if (retryAfter == null || retryAfter.compareTo(jittered) < 0) {
      return Optional.of(jittered);
    }
    return Optional.of(retryAfter.compareTo(MAX_RETRY_DELAY) > 0 ? MAX_RETRY_DELAY : retryAfter);
  }
}
