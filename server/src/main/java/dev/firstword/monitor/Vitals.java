package dev.firstword.monitor;

import org.jspecify.annotations.Nullable;

/**
 * What a browser saw of a turn, in milliseconds since the click. What it did not see is absent.
 *
 * @param echoMs the user's own message was on the page
 * @param feedbackMs the first sign from the server was on the screen
 * @param firstTextMs the first text of the answer was painted
 * @param silenceMs the longest time in which nothing changed on the screen
 * @param abandoned whether the page was left before the end
 * @param duplicateClicks how often send was pressed again meanwhile
 */
public record Vitals(
    @Nullable Double echoMs,
    @Nullable Double feedbackMs,
    @Nullable Double firstTextMs,
    @Nullable Double silenceMs,
    @Nullable Double totalMs,
    boolean abandoned,
    int duplicateClicks) {

  /**
   * About how long after the click the request was received: half of what the way there and back
   * took, as far as that can be told from the two clocks. Absent where it can't.
   */
  public @Nullable Double offsetMs(FinishedTurn turn) {
    Double ttft = turn.ttftMs();
    double way = Double.MAX_VALUE;
    if (firstTextMs != null && ttft != null) {
      way = Math.min(way, firstTextMs - ttft);
    }
    if (totalMs != null && !abandoned) {
      way = Math.min(way, totalMs - turn.totalMs());
    }
    return way == Double.MAX_VALUE ? null : Double.valueOf(Math.max(0, way / 2));
  }
}
