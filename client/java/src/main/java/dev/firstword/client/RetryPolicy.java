package dev.firstword.client;

import java.time.Duration;
import java.util.Optional;

/**
 * When a request that failed is sent again. Delays grow exponentially, and their upper half is
 * random, so that clients disconnected by the same fault do not reconnect in step.
 *
 * @param initialDelay the longest delay before the first retry
 * @param maxDelay the limit of its growth
 * @param maxAttempts consecutive failures after which the client gives up
 * @param maxRetryAfter the longest {@code Retry-After} that the client waits for by itself. A
 *     request that should wait longer fails at once, unless its turn has already started
 */
public record RetryPolicy(
    Duration initialDelay, Duration maxDelay, int maxAttempts, Duration maxRetryAfter) {

  /** Nine attempts within about 40 s, and up to 10 s of {@code Retry-After}. */
  public static final RetryPolicy DEFAULTS =
      new RetryPolicy(Duration.ofMillis(250), Duration.ofSeconds(8), 9, Duration.ofSeconds(10));

  /** Every failure is final. */
  public static final RetryPolicy NONE =
      new RetryPolicy(Duration.ZERO, Duration.ZERO, 1, Duration.ZERO);

  /**
   * Returns the delay before the next attempt, or nothing if the failure is final.
   *
   * @param failures consecutive failures so far, at least 1
   * @param begun whether the turn has started, so that a refusal can only be temporary
   * @param random from 0 up to 1
   */
  Optional<Duration> delay(FirstwordException failure, int failures, boolean begun, double random) {
    if (failures >= maxAttempts) {
      return Optional.empty();
    }
    Duration backoff = backoff(failures, random);
    if (failure.status() == 0 || failure.code().equals(FirstwordException.UNAVAILABLE)) {
      return Optional.of(backoff);
    }
    if (failure.status() != 429 && failure.status() < 500) {
      return Optional.empty();
    }
    Duration requested = failure.retryAfter().orElse(Duration.ZERO);
    if (!begun && (requested.isZero() || requested.compareTo(maxRetryAfter) > 0)) {
      return Optional.empty();
    }
    return Optional.of(requested.compareTo(backoff) > 0 ? requested : backoff);
  }

  private Duration backoff(int failures, double random) {
    double ceiling =
        Math.min((double) maxDelay.toNanos(), initialDelay.toNanos() * Math.pow(2, failures - 1));
    return Duration.ofNanos((long) (ceiling * (0.5 + random / 2)));
  }
}
