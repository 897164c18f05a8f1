package dev.firstword.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of one turn went, in milliseconds on a monotonic clock that starts when the
 * request was received.
 *
 * @param ttftMs request received to first text written; absent when no text came
 * @param modelTtftMs model called to its first text
 * @param generationMs first text to last
 * @param outputTokensPerSecond output tokens after the first, over the generation
 * @param criticalPath names of the phases that the total could not have been shorter without
 */
public record Latency(
    long totalMs,
    @Nullable Long ttftMs,
    @Nullable Long modelTtftMs,
    @Nullable Long generationMs,
    @Nullable Double outputTokensPerSecond,
    List<PhaseTiming> phases,
    List<String> criticalPath) {

  /**
   * One phase of a turn.
   *
   * @param startMs milliseconds since the request was received
   */
  public record PhaseTiming(
      String name, long startMs, long durationMs, TurnEvent.PhaseState state) {}
}
