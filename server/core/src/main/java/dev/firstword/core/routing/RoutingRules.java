package dev.firstword.core.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configures hedging, classification and retries of the router.
 *
 * @param hedging when a slow call is hedged with a second model
 * @param complexity the rules that classify questions
 * @param classifier a model that classifies questions instead of the rules; absent: none
 * @param maxRounds how many rounds of the candidates are tried at most; from the second round on,
 *     only models with transient failures are retried. Those that timed out are retried once, last.
 *     Rejections for too many calls do not count.
 * @param overdueFactor a call is overdue when its first token takes this many times the 99th
 *     percentile of the calls that deliver one. It is closed if another candidate is left;
 *     otherwise the next round starts in parallel.
 * @param minOverdueThreshold the minimum time before a call is overdue
 */
public record RoutingRules(
    Hedging hedging,
    ComplexityRules complexity,
    @Nullable Classifier classifier,
    int maxRounds,
    double overdueFactor,
    Duration minOverdueThreshold) {

  public static final RoutingRules DEFAULTS =
      new RoutingRules(
          Hedging.DEFAULTS, ComplexityRules.DEFAULTS, null, 4, 3, Duration.ofSeconds(2));

  /**
   * When a second model is called because the first token of the first is slow.
   *
   * @param rate the share of turns that may be hedged, 0 to 0.5; 0: none
   * @param delay the delay before a hedge; absent: the measured time at which only {@code rate} of
   *     first tokens are still pending
   * @param allowsPinned whether a pinned model may be hedged and replaced too
   */
  public record Hedging(double rate, @Nullable Duration delay, boolean allowsPinned) {

    public static final Hedging DEFAULTS = new Hedging(0.05, null, false);

    public static final Hedging OFF = new Hedging(0, null, false);

    public Hedging {
      if (!(rate >= 0 && rate <= 0.5)) {
        throw new IllegalArgumentException("the hedging rate must be from 0 to 0.5");
      }
    }
  }

  /**
   * A small model that classifies how complex a question is.
   *
   * @param budget the time after which its result is ignored
   */
  public record Classifier(String model, Duration budget) {

    public static final Duration DEFAULT_BUDGET = Duration.ofMillis(300);
  }

  /** Returns a copy with the classifier. */
  public RoutingRules with(Classifier newClassifier) {
    return new RoutingRules(
        hedging, complexity, newClassifier, maxRounds, overdueFactor, minOverdueThreshold);
  }

  /** Returns a copy with other hedging. */
  public RoutingRules with(Hedging newHedging) {
    return new RoutingRules(
        newHedging, complexity, classifier, maxRounds, overdueFactor, minOverdueThreshold);
  }
}
