package dev.firstword.job.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a webhook is sent again: the schedule that the Standard Webhooks specification recommends,
 * each wait up to a tenth longer, so that what failed together does not come back together.
 */
final class WebhookSchedule {

  /** What to wait before each attempt but the first, which is made at once. */
  private static final List<Duration> WAITS =
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

  private static final Duration LONGEST_WAIT = Duration.ofHours(24);
  private static final double JITTER = 0.1;

  private final DoubleSupplier random;

  /**
   * The schedule.
   *
   * @param random from 0 to 1, each as likely
   */
  WebhookSchedule(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * How long to wait after an attempt that failed; empty when it was the last.
   *
   * @param attempts how many were made
   * @param retryAfter what the receiver asked for: heeded where it is longer, up to a day
   */
  Optional<Duration> waitAfter(int attempts, @Nullable Duration retryAfter) {
    if (attempts > WAITS.size()) {
      return Optional.empty();
    }
    Duration wait = WAITS.get(attempts - 1);
    Duration jittered = wait.plusMillis((long) (wait.toMillis() * JITTER * random.getAsDouble()));
    if (retryAfter == null || retryAfter.compareTo(jittered) < 0) {
      return Optional.of(jittered);
    }
    return Optional.of(retryAfter.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : retryAfter);
  }
}
