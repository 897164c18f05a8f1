package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.Vitals;
import java.util.Optional;

/**
 * How long a turn takes, or would take, in milliseconds.
 *
 * @param seenFirstTextMs from the click to the first painted text; NaN if no browser reported it
 */
record TurnTimes(double ttftMs, double totalMs, double seenFirstTextMs) {

  /**
   * Returns the measured times; empty for a turn without text, for which nothing can be predicted.
   */
  static Optional<TurnTimes> of(RecentTurn kept) {
    Double ttft = kept.turn().ttftMs();
    if (ttft == null) {
      return Optional.empty();
    }
    Vitals vitals = kept.vitals();
    Double first = vitals == null ? null : vitals.firstTextMs();
    return Optional.of(
        new TurnTimes(ttft, kept.turn().totalMs(), first == null ? Double.NaN : first));
  }

  /** Returns these times with the first text, and everything after it, earlier. */
  TurnTimes startingEarlier(double ms) {
    double possible = Math.min(ms, ttftMs);
    return new TurnTimes(ttftMs - possible, totalMs - possible, seenFirstTextMs - possible);
  }

  /** Returns these times with the end earlier. */
  TurnTimes endingEarlier(double ms) {
    return new TurnTimes(ttftMs, totalMs - Math.min(ms, totalMs - ttftMs), seenFirstTextMs);
  }
}
