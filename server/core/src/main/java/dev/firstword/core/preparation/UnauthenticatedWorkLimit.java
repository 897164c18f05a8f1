package dev.firstword.core.preparation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Limits how many unauthenticated preparations each address may have in progress. Requests without
 * valid credentials are cheap to send. Beyond the limit, a request waits until it is authenticated.
 */
final class UnauthenticatedWorkLimit {

  private final int maxPerAddress;
  private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

  UnauthenticatedWorkLimit(int maxPerAddress) {
    this.maxPerAddress = maxPerAddress;
  }

  /** Counts one preparation for the address; returns false if the limit is reached. */
  boolean tryAcquire(String address) {
    boolean[] acquired = {false};
    counts.compute(
        address,
        (_, count) -> {
          int current = count == null ? 0 : count;
          acquired[0] = current < maxPerAddress;
          return acquired[0] ? Integer.valueOf(current + 1) : count;
        });
    return acquired[0];
  }

  void release(String address) {
    counts.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
