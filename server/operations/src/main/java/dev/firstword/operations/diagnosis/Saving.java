package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The predicted saving of a change: the times of the same turns as measured, and as they would have
 * been.
 *
 * @param basis what the prediction is based on, for operators
 */
public record Saving(String basis, LatencySummary before, LatencySummary after) {

  /** Percentiles of the times of some turns. */
  public record LatencySummary(
      ExactPercentiles ttftMs, ExactPercentiles totalMs, ExactPercentiles seenFirstTextMs) {

    static LatencySummary of(List<TurnTimes> times) {
      return new LatencySummary(
          ExactPercentiles.of(times, TurnTimes::ttftMs),
          ExactPercentiles.of(times, TurnTimes::totalMs),
          ExactPercentiles.of(times, TurnTimes::seenFirstTextMs));
    }

    /** Returns the differences to other percentiles. */
    public LatencySummary minus(LatencySummary other) {
      return new LatencySummary(
          ttftMs.minus(other.ttftMs),
          totalMs.minus(other.totalMs),
          seenFirstTextMs.minus(other.seenFirstTextMs));
    }

    static LatencySummary ofTurns(List<RecentTurn> turns) {
      return of(turns.stream().flatMap(kept -> TurnTimes.of(kept).stream()).toList());
    }
  }

  /** Replays turns with a change. */
  static Saving replay(
      String basis, List<RecentTurn> turns, BiFunction<RecentTurn, TurnTimes, TurnTimes> change) {
    List<TurnTimes> before = new ArrayList<>();
    List<TurnTimes> after = new ArrayList<>();
    for (RecentTurn turn : turns) {
      TurnTimes.of(turn)
          .ifPresent(times -> {
            before.add(times);
            after.add(change.apply(turn, times));
          });
    }
    return new Saving(
        before.size() + " recorded turns, replayed" + (basis.isEmpty() ? "" : "; " + basis),
        LatencySummary.of(before),
        LatencySummary.of(after));
  }

  /** Returns the time saved. */
  public LatencySummary gain() {
    return before.minus(after);
  }

  /** Returns whether any percentile of any time becomes at least this much shorter. */
  boolean isAtLeast(double ms) {
    LatencySummary gain = gain();
    return Stream.of(gain.ttftMs, gain.totalMs, gain.seenFirstTextMs)
        .anyMatch(each -> each.p50() >= ms || each.p95() >= ms || each.p99() >= ms);
  }

  /**
   * Returns the score by which recommendations are sorted. It is the larger of two sums over p50
   * and p95. One is the saving until the first text, as the server or the browser measures it; the
   * other that of the total time. A second of the total counts a tenth, in proportion to the
   * default SLOs (3 s and 30 s).
   */
  double score() {
    LatencySummary gain = gain();
    double first = gain.ttftMs.p50() + gain.ttftMs.p95();
    double seen =
        gain.seenFirstTextMs.isEmpty()
            ? 0
            : gain.seenFirstTextMs.p50() + gain.seenFirstTextMs.p95();
    double total = (gain.totalMs.p50() + gain.totalMs.p95()) / 10;
    return Math.max(Math.max(orZero(first), orZero(seen)), orZero(total));
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
