package dev.firstword.routing;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether and when a second model is asked beside a slow one: once no more first tokens are still
 * to come than the rate of extra calls allows (The Tail at Scale), which is measured and not
 * assumed.
 */
final class Hedge {

  private static final Duration LEAST = Duration.ofMillis(20);

  /** So many first tokens have one among them that is slower than nineteen in twenty. */
  private static final int MEASURED = 20;

  private final RoutingRules.Hedging rules;
  private final HedgeBudget budget;

  Hedge(RoutingRules.Hedging rules) {
    this.rules = rules;
    this.budget = new HedgeBudget(rules.rate());
  }

  /** Asked when a hedge is due. */
  @FunctionalInterface
  interface Permit {
    Answer ask(Prospect slow, Prospect rival);
  }

  /** Whether a call beside may be made. */
  enum Answer {
    YES,
    /** There were too many lately; a moment on there may be room. */
    LATER,
    NO
  }

  /** A turn begins; what it is called here. */
  long begin() {
    return budget.begin();
  }

  boolean isOff() {
    return rules.rate() == 0;
  }

  boolean allowsPinned() {
    return rules.pinned();
  }

  /**
   * When a turn with that model is to be hedged. Never on what is only assumed of it: a steady
   * model that is slower than the table says would be hedged at its first turns, all of them.
   */
  Optional<Duration> delay(Prospect first) {
    Duration after = rules.after();
    if (after == null) {
      if (first.measured() < MEASURED) {
        return Optional.empty();
      }
      after = first.whenStillToCome(rules.rate());
    }
    return Optional.of(after.compareTo(LEAST) < 0 ? LEAST : after);
  }

  /** When to ask again after {@link Answer#LATER}. */
  static Duration later(Duration delay) {
    Duration time = delay.dividedBy(20);
    return time.compareTo(LEAST) < 0 ? LEAST : time;
  }

  /** The permit of an ordinary hedge. */
  Permit ifSpared(long turn) {
    return (slow, rival) -> {
      if (spares(rival) || (slow.isAtSameProvider(rival) && spares(slow))) {
        return Answer.NO;
      }
      return budget.take(turn) ? Answer.YES : Answer.LATER;
    };
  }

  /** Extra calls are the last thing that a model in trouble needs. */
  private static boolean spares(Prospect prospect) {
    return prospect.standing().health().isFailing() || !prospect.isReady();
  }

  /**
   * Takes the permit in advance, for a turn whose model is being tried out.
   *
   * @return whether there is one
   */
  boolean takeAhead(long turn) {
    return budget.take(turn);
  }
}
