package dev.firstword.core.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a failed webhook is sent again: after the given delays, or those that the Standard Webhooks
 * specification recommends. Each is extended by up to a tenth, so that deliveries that failed
 * together are not retried together.
 */
public final class WebhookRetrySchedule {

  /** The delay before each attempt except the first, which is immediate. */
  public static final List<Duration> STANDARD_DELAYS =
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

  private static final double MAX_JITTER = 0.1;

  private final List<Duration> delays;
  private final DoubleSupplier random;

  /**
   * Creates a schedule of other delays.
   *
   * @param random uniformly distributed from 0 to 1
   */
  public WebhookRetrySchedule(List<Duration> delays, DoubleSupplier random) {
    this.delays = List.copyOf(delays);
    this.random = random;
  }

  /** Returns the recommended schedule, which ends after three days. */
  public static WebhookRetrySchedule standard() {
    return of(STANDARD_DELAYS);
  }

  /** Returns a schedule of the given delays before each attempt except the first. */
  public static WebhookRetrySchedule of(List<Duration> delays) {
    return new WebhookRetrySchedule(delays, WebhookRetrySchedule::randomFraction);
  }

  private static double randomFraction() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /**
   * Returns the delay after a failed attempt; empty if it was the last.
   *
   * @param attempts the number of attempts so far
   * @param retryAfter the delay requested by the receiver; honoured if it is longer, up to the
   *     longest delay of the schedule
   */
  public Optional<Duration> delayAfter(int attempts, @Nullable Duration retryAfter) {
    if (attempts > delays.size()) {
      return Optional.empty();
    }
    Duration delay = delays.get(attempts - 1);
    Duration jittered =
        delay.plusMillis((long) (delay.toMillis() * MAX_JITTER * random.getAsDouble()));
    if (retryAfter == null || retryAfter.compareTo(jittered) < 0) {
      return Optional.of(jittered);
    }
    Duration longest = delays.getLast();
    return Optional.of(retryAfter.compareTo(longest) > 0 ? longest : retryAfter);
  }
}
