package dev.firstword.operations.slo;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.record.Measure;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service level objective: a share of turns keeps a measure within a limit.
 *
 * @param name an SLO with a narrower scope replaces one of the same name with a wider scope
 * @param scope the turns it applies to
 * @param measure one of {@link Measure#SLO_MEASURES}
 * @param target the target share of turns, over 0 and under 1
 * @param limit the maximum of the measure, inclusive
 */
public record Slo(String name, Scope scope, String measure, double target, double limit) {

  /** The turns that an SLO applies to, from the widest scope to the narrowest. */
  public sealed interface Scope {

    /** All turns. */
    record All() implements Scope {}

    /** The turns of a profile. */
    record OfProfile(String profile) implements Scope {}

    /** The turns of a tenant. */
    record OfTenant(String tenant) implements Scope {}

    default boolean includes(FinishedTurn turn) {
      return switch (this) {
        case All() -> true;
        case OfProfile(String profile) -> profile.equals(turn.profile());
        case OfTenant(String tenant) -> tenant.equals(turn.tenant());
      };
    }

    /** Returns the precedence among SLOs of the same name; the highest wins. */
    default int precedence() {
      return switch (this) {
        case All() -> 0;
        case OfProfile(_) -> 1;
        case OfTenant(_) -> 2;
      };
    }

    default String wireName() {
      return switch (this) {
        case All() -> "all";
        case OfProfile(String profile) -> "profile:" + profile;
        case OfTenant(String tenant) -> "tenant:" + tenant;
      };
    }
  }

  /** With fewer turns a share is not meaningful. */
  public static final int MIN_TURNS = 30;

  /** Whether an SLO is met. */
  public enum State {
    MET,
    BROKEN,
    /** Too few turns to tell. */
    UNKNOWN;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the state for a number of turns, given how many of them are within the limit. */
  public State stateOf(long turns, long within) {
    if (turns < MIN_TURNS) {
      return State.UNKNOWN;
    }
    return within >= target * turns ? State.MET : State.BROKEN;
  }

  /** Returns the key under which its turns are counted. */
  public String key() {
    return name + "@" + scope.wireName();
  }

  /**
   * Returns whether a turn met the SLO; empty if the turn can't be judged. A turn cancelled by its
   * user before the limit, for example, might have met it or not.
   */
  public Optional<Boolean> isMetBy(FinishedTurn turn) {
    return switch (measure) {
      case Measure.TTFT -> evaluate(turn, orNaN(turn.ttftMs()));
      case Measure.FIRST_TOKEN -> evaluate(turn, orNaN(turn.firstTokenMs()));
      case Measure.THINKING -> Optional.ofNullable(turn.thinkingMs()).map(ms -> ms <= limit);
      case Measure.SILENCE -> Optional.of(turn.longestSilenceMs() <= limit);
      case Measure.TOTAL ->
          evaluate(turn, turn.outcome() == Outcome.DONE ? turn.totalMs() : Double.NaN);
      default -> Optional.empty(); // Reported by the browser later.
    };
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private Optional<Boolean> evaluate(FinishedTurn turn, double value) {
    if (!Double.isNaN(value)) {
      return Optional.of(value <= limit);
    }
    boolean isMiss = turn.outcome() == Outcome.FAILED || turn.totalMs() > limit;
    return isMiss ? Optional.of(false) : Optional.empty();
  }
}
