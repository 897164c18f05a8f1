package dev.firstword.core.provider;

import java.time.Duration;

/**
 * A provider's limit on requests, as its response headers report it: a token bucket.
 *
 * @param limit how many requests the full bucket allows
 * @param remaining how many are left
 * @param reset how long until the bucket is full again
 */
public record RateLimit(long limit, long remaining, Duration reset) {

  /** Returns how many requests a second the bucket regains. */
  public double refillRate() {
    return (limit - remaining) / Math.max(reset.toNanos() / 1e9, 0.001);
  }
}
