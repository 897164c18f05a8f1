package dev.firstword.relay.time;

import java.time.Duration;

/**
 * How a task is run.
 *
 * @param name the name of its thread
 * @param failureMessage what is logged, with the exception, when it starts to fail
 * @param initialDelay the delay before the first run
 * @param minBackoff the delay after the first failure; it doubles with each further one
 * @param maxBackoff the longest delay after a failure
 */
public record TaskOptions(
    String name,
    String failureMessage,
    Duration initialDelay,
    Duration minBackoff,
    Duration maxBackoff) {

  private static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(500);
  private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(30);

  /** Options of a task that runs immediately, and backs off from half a second to half a minute. */
  public static TaskOptions of(String name, String failureMessage) {
    return new TaskOptions(
        name, failureMessage, Duration.ZERO, DEFAULT_MIN_BACKOFF, DEFAULT_MAX_BACKOFF);
  }

  /** Delays the first run. */
  public TaskOptions startingAfter(Duration delay) {
    return new TaskOptions(name, failureMessage, delay, minBackoff, maxBackoff);
  }

  /** Retries at a fixed delay. */
  public TaskOptions retryingEvery(Duration delay) {
    return new TaskOptions(name, failureMessage, initialDelay, delay, delay);
  }

  /** The delay after the given number of failures in a row. */
  Duration backoff(int failures) {
    Duration delay = minBackoff;
    for (int i = 1; i < failures && delay.compareTo(maxBackoff) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(maxBackoff) < 0 ? delay : maxBackoff;
  }
}
