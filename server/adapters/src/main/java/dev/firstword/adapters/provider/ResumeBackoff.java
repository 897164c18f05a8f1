package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ResumePoint;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long to wait before an answer is resumed, and when to give up. */
final class ResumeBackoff {

  /** Resumes without a new event in between; all of them take 3.1 s of waiting. */
  static final int MAX_ATTEMPTS = 5;

  private static final Duration FIRST_DELAY = Duration.ofMillis(100);

  private @Nullable ResumePoint last;
  private int attempts;

  /** Returns how long to wait before the answer is resumed at a point; empty to give up. */
  Optional<Duration> next(ResumePoint point) {
    if (!point.equals(last)) {
      last = point;
      attempts = 0;
    }
    attempts++;
    return attempts > MAX_ATTEMPTS
        ? Optional.empty()
        : Optional.of(FIRST_DELAY.multipliedBy(1L << (attempts - 1)));
  }
}
