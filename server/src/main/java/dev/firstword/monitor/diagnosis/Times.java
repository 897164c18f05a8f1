package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Vitals;
import java.util.Optional;

/**
 * How long a turn takes, or would take, in milliseconds.
 *
 * @param seenMs from the click to the first painted text; NaN where nobody told
 */
record Times(double ttftMs, double totalMs, double seenMs) {

  /** As it was; absent where there was no text, of which nothing can be predicted. */
  static Optional<Times> of(KeptTurn kept) {
    Double ttft = kept.turn().ttftMs();
    if (ttft == null) {
      return Optional.empty();
    }
    Vitals seen = kept.seen();
    Double first = seen == null ? null : seen.firstTextMs();
    return Optional.of(new Times(ttft, kept.turn().totalMs(), first == null ? Double.NaN : first));
  }

  /** With the first text, and all after it, so much sooner. */
  Times sooner(double ms) {
    double possible = Math.min(ms, ttftMs);
    return new Times(ttftMs - possible, totalMs - possible, seenMs - possible);
  }

  /** With the end so much sooner. */
  Times shorter(double ms) {
    return new Times(ttftMs, totalMs - Math.min(ms, totalMs - ttftMs), seenMs);
  }
}
