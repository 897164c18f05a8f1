package dev.firstword.core.routing;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether and when a slow call is hedged. The delay ends when the share of first tokens
 * still pending is no larger than the allowed rate of extra calls (The Tail at Scale). It is
 * derived from measurements, not assumed.
 */
final class HedgePolicy {

  private static final Duration MIN_DELAY = Duration.ofMillis(20);

  /**
   * A sample of this size contains, on average, one first token slower than the 95th percentile.
   */
  private static final int MIN_SAMPLES = 20;

  private final RoutingRules.Hedging rules;
  private final HedgeBudget budget;

  HedgePolicy(RoutingRules.Hedging rules) {
    this.rules = rules;
    this.budget = new HedgeBudget(rules.rate());
  }

  /** Checked when a hedge is due. */
  @FunctionalInterface
  interface Permit {
    PermitResult check(Candidate primary, Candidate rival);
  }

  /** Whether the hedge may be sent. */
  enum PermitResult {
    GRANTED,
    /** The budget is exhausted; there may be room in a moment. */
    RETRY_LATER,
    DENIED
  }

  /** Registers a turn and returns its number. */
  long startTurn() {
    return budget.startTurn();
  }

  boolean isDisabled() {
    return rules.rate() == 0;
  }

  boolean allowsPinned() {
    return rules.allowsPinned();
  }

  /**
   * Returns the delay before a turn with this model is hedged. Empty until enough is measured: a
   * consistently slow model with an optimistic configured latency would otherwise have its first
   * turns hedged, all of them.
   */
  Optional<Duration> delay(Candidate primary) {
    Duration configured = rules.delay();
    if (configured == null) {
      if (primary.sampleCount() < MIN_SAMPLES) {
        return Optional.empty();
      }
      configured = primary.hedgeDelay(rules.rate());
    }
    return Optional.of(configured.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : configured);
  }

  /** Returns the delay before checking again after {@link PermitResult#RETRY_LATER}. */
  static Duration retryDelay(Duration delay) {
    Duration retryDelay = delay.dividedBy(20);
    return retryDelay.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : retryDelay;
  }

  /** Returns the permit of an ordinary hedge. */
  Permit permitFor(long turn) {
    return (primary, rival) -> {
      if (shouldSpare(rival) || (primary.hasSameProvider(rival) && shouldSpare(primary))) {
        return PermitResult.DENIED;
      }
      return budget.tryAcquire(turn) ? PermitResult.GRANTED : PermitResult.RETRY_LATER;
    };
  }

  /** Extra load would make a struggling model worse. */
  private static boolean shouldSpare(Candidate candidate) {
    return candidate.status().isStruggling() || !candidate.isReady();
  }

  /**
   * Acquires a permit in advance, for a turn that tries a bypassed model.
   *
   * @return whether the budget allowed it
   */
  boolean reserve(long turn) {
    return budget.tryAcquire(turn);
  }
}
