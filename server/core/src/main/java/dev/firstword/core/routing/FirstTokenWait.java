package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import java.time.Duration;

/**
 * The wait for the first token of an answer, over all of its model calls: how long it may last, and
 * how long each call may take of it.
 */
final class FirstTokenWait {

  private final Timeouts timeouts;
  private final RoutingRules rules;
  private final boolean isUnstreamed;
  private long sinceNanos;

  /** Starts the wait. */
  FirstTokenWait(RoutingRequest request, RoutingRules rules, long nowNanos) {
    this.timeouts = request.profile().timeouts();
    this.rules = rules;
    this.isUnstreamed = request.isUnstreamed();
    this.sinceNanos = nowNanos;
  }

  /** Starts the wait anew, because the call whose first token came has failed. */
  void restart(long nowNanos) {
    sinceNanos = nowNanos;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /** The time until the wait is over. */
  Duration remaining(long nowNanos) {
    return timeouts.firstToken().minusNanos(nowNanos - sinceNanos);
  }

  /** Whether the wait continues after that delay. */
  boolean hasTimeLeft(Duration delay, long nowNanos) {
    return delay.compareTo(remaining(nowNanos)) < 0;
  }

  /**
   * Returns the time that a call gets.
   *
   * @param isReplaceable whether another call can replace it: then it is closed at the overdue
   *     threshold, and otherwise it gets all remaining time
   */
  Duration timeout(Candidate candidate, boolean isReplaceable, long nowNanos) {
    if (isUnstreamed) {
      return timeouts.total(); // Nothing arrives before the whole answer.
    }
    Duration remaining = remaining(nowNanos);
    if (!isReplaceable) {
      return remaining;
    }
    Duration threshold = overdueThreshold(candidate);
    return threshold.compareTo(remaining) < 0 ? threshold : remaining;
  }

  /** The first-token time at which this model counts as overdue, far beyond its usual latency. */
  Duration overdueThreshold(Candidate candidate) {
    Duration threshold = Candidate.toDuration(candidate.completedP99Ms() * rules.overdueFactor());
    return threshold.compareTo(rules.minOverdueThreshold()) < 0
        ? rules.minOverdueThreshold()
        : threshold;
  }
}
