package dev.firstword.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the router goes for a first word.
 *
 * @param hedging when a second model is asked beside a slow one
 * @param complexity by which questions are told apart
 * @param classifier a model that judges questions in their place; absent: none does
 * @param rounds how often the candidates are gone through; in the second and later ones only those
 *     are asked that failed in passing, the silent ones last
 * @param lateFactor a model is late when its first token takes so many times the 99th percentile of
 *     those that come: it is closed if there is another to ask, and else another round is begun
 *     beside it
 * @param leastLate but it is never late before that
 */
public record RoutingRules(
    Hedging hedging,
    ComplexityRules complexity,
    @Nullable Classifier classifier,
    int rounds,
    double lateFactor,
    Duration leastLate) {

  public static final RoutingRules DEFAULTS =
      new RoutingRules(
          Hedging.DEFAULTS, ComplexityRules.DEFAULTS, null, 2, 3, Duration.ofSeconds(2));

  /**
   * Asking a second model when the first is slow to begin.
   *
   * @param rate of turns that may be hedged, 0 to 0.5; 0: none is
   * @param after how long; absent: when so few first tokens are still to come as the rate allows
   * @param pinned whether others may stand in for a pinned model too
   */
  public record Hedging(double rate, @Nullable Duration after, boolean pinned) {

    public static final Hedging DEFAULTS = new Hedging(0.05, null, false);

    public static final Hedging OFF = new Hedging(0, null, false);

    public Hedging {
      if (!(rate >= 0 && rate <= 0.5)) {
        throw new IllegalArgumentException("the rate of hedges must be from 0 to 0.5");
      }
    }
  }

  /**
   * A small model that says how complex a question is.
   *
   * @param budget after which its word does not count any more
   */
  public record Classifier(String model, Duration budget) {

    public static final Duration USUAL_BUDGET = Duration.ofMillis(300);
  }

  /** The same with a classifier. */
  public RoutingRules with(Classifier newClassifier) {
    return new RoutingRules(hedging, complexity, newClassifier, rounds, lateFactor, leastLate);
  }

  /** The same with other hedging. */
  public RoutingRules with(Hedging newHedging) {
    return new RoutingRules(newHedging, complexity, classifier, rounds, lateFactor, leastLate);
  }
}
