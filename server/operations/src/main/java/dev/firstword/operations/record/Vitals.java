package dev.firstword.operations.record;

import org.jspecify.annotations.Nullable;

/**
 * What a browser measured of a turn, in milliseconds since the click. Values that it did not
 * measure are null.
 *
 * @param echoMs when the user's own message was on the page
 * @param feedbackMs when the first response of the server was on the screen
 * @param firstTextMs when the first text of the answer was painted
 * @param longestSilenceMs the longest time without a change on the screen
 * @param abandoned whether the page was left before the end
 * @param duplicateClicks how often send was pressed again in the meantime
 */
public record Vitals(
    @Nullable Double echoMs,
    @Nullable Double feedbackMs,
    @Nullable Double firstTextMs,
    @Nullable Double longestSilenceMs,
    @Nullable Double totalMs,
    boolean abandoned,
    int duplicateClicks) {

  /**
   * Estimates how long after the click the server received the request: half the round trip, taken
   * as the smallest difference between the browser's times and the server's. Returns null if it
   * can't be estimated.
   */
  public @Nullable Double offsetMs(FinishedTurn turn) {
    Double ttft = turn.ttftMs();
    double roundTripMs = Double.MAX_VALUE;
    if (firstTextMs != null && ttft != null) {
      roundTripMs = Math.min(roundTripMs, firstTextMs - ttft);
    }
    if (totalMs != null && !abandoned) {
      roundTripMs = Math.min(roundTripMs, totalMs - turn.totalMs());
    }
    return roundTripMs == Double.MAX_VALUE ? null : Double.valueOf(Math.max(0, roundTripMs / 2));
  }
}
