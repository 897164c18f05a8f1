package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a change would bring: the same turns as they were and as they would have been.
 *
 * @param basis on what that rests, for people
 */
public record Saving(String basis, Waits before, Waits after) {

  /** How long some turns take. */
  public record Waits(Spread ttftMs, Spread totalMs, Spread seenMs) {

    static Waits of(List<Times> times) {
      return new Waits(
          Spread.of(times, Times::ttftMs),
          Spread.of(times, Times::totalMs),
          Spread.of(times, Times::seenMs));
    }

    /** By how much each is above the other's. */
    public Waits minus(Waits other) {
      return new Waits(
          ttftMs.minus(other.ttftMs), totalMs.minus(other.totalMs), seenMs.minus(other.seenMs));
    }

    static Waits ofTurns(List<KeptTurn> turns) {
      return of(turns.stream().flatMap(kept -> Times.of(kept).stream()).toList());
    }
  }

  /** Replays turns with a change. */
  static Saving replay(
      String basis, List<KeptTurn> turns, BiFunction<KeptTurn, Times, Times> change) {
    List<Times> before = new ArrayList<>();
    List<Times> after = new ArrayList<>();
    for (KeptTurn turn : turns) {
      Times.of(turn)
          .ifPresent(times -> {
            before.add(times);
            after.add(change.apply(turn, times));
          });
    }
    return new Saving(
        before.size() + " recorded turns, replayed" + (basis.isEmpty() ? "" : "; " + basis),
        Waits.of(before),
        Waits.of(after));
  }

  /** What is gained. */
  public Waits gain() {
    return before.minus(after);
  }

  /**
   * How much it is worth, to put remedies in order: what the first text gains in the middle and at
   * the tail, or, where that is more, what is gained of the total. A second of that weighs a tenth,
   * as the usual service levels have it (3 s and 30 s).
   */
  double worth() {
    Waits gain = gain();
    double first = gain.ttftMs.p50() + gain.ttftMs.p95();
    double seen = gain.seenMs.isEmpty() ? 0 : gain.seenMs.p50() + gain.seenMs.p95();
    double total = (gain.totalMs.p50() + gain.totalMs.p95()) / 10;
    return Math.max(Math.max(known(first), known(seen)), known(total));
  }

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
