package dev.firstword.monitor.level;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.Measure;
import java.util.Locale;
import java.util.Optional;

/**
 * A promise: a share of turns has a measure within a limit.
 *
 * @param name by which one for fewer turns takes the place of one for more
 * @param scope whose turns
 * @param measure one of {@link Measure#LEVELLED}
 * @param share over 0, under 1
 * @param limit of the measure, itself included
 */
public record ServiceLevel(String name, Scope scope, String measure, double share, double limit) {

  /** Whose turns a level is about; the later, the fewer. */
  public sealed interface Scope {

    /** Everybody's. */
    record All() implements Scope {}

    /** Those of a profile. */
    record OfProfile(String profile) implements Scope {}

    /** Those of a tenant. */
    record OfTenant(String tenant) implements Scope {}

    default boolean holds(FinishedTurn turn) {
      return switch (this) {
        case All() -> true;
        case OfProfile(String profile) -> profile.equals(turn.profile());
        case OfTenant(String tenant) -> tenant.equals(turn.tenant());
      };
    }

    /** How many others it goes before. */
    default int rank() {
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

  /** Fewer turns than this say nothing about a share. */
  public static final int LEAST_TURNS = 30;

  /** Whether the promise is kept. */
  public enum State {
    MET,
    BROKEN,
    /** Too few turns to tell. */
    UNKNOWN;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it is kept by so many turns, of which so many are within the limit. */
  public State stateOf(long turns, long within) {
    if (turns < LEAST_TURNS) {
      return State.UNKNOWN;
    }
    return within >= share * turns ? State.MET : State.BROKEN;
  }

  /** By which its counts are kept. */
  public String key() {
    return name + "@" + scope.wireName();
  }

  /**
   * Whether a turn has kept the promise; absent where the turn says nothing about it: what was
   * stopped by its user before the limit might have kept it or not.
   */
  public Optional<Boolean> isKeptBy(FinishedTurn turn) {
    return switch (measure) {
      case Measure.TTFT -> judged(turn, turn.ttftMs() == null ? Double.NaN : turn.ttftMs());
      case Measure.SILENCE -> Optional.of(turn.silenceMs() <= limit);
      case Measure.TOTAL ->
          judged(turn, turn.outcome() == Outcome.DONE ? turn.totalMs() : Double.NaN);
      default -> Optional.empty(); // Told by the browser, later.
    };
  }

  private Optional<Boolean> judged(FinishedTurn turn, double value) {
    if (!Double.isNaN(value)) {
      return Optional.of(value <= limit);
    }
    boolean known = turn.outcome() == Outcome.FAILED || turn.totalMs() > limit;
    return known ? Optional.of(false) : Optional.empty();
  }
}
