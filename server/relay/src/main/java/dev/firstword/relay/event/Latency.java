package dev.firstword.relay.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latency of one turn, in milliseconds on a monotonic clock that starts when the request was
 * received.
 *
 * @param ttftMs from the request to the first text written; null if there was no text
 * @param modelTtftMs from the model call to its first text
 * @param firstTokenMs from the request to the first token of a thought or of the answer; null if
 *     the model did not think
 * @param thinkingMs the duration of all thoughts; null if the model did not think
 * @param generationMs from the first text to the last
 * @param outputTokensPerSecond output tokens after the first, divided by the generation time
 * @param criticalPath the names of the phases without which the total would have been shorter
 */
public record Latency(
    long totalMs,
    @Nullable Long ttftMs,
    @Nullable Long modelTtftMs,
    @Nullable Long firstTokenMs,
    @Nullable Long thinkingMs,
    @Nullable Long generationMs,
    @Nullable Double outputTokensPerSecond,
    List<PhaseTiming> phases,
    List<String> criticalPath) {

  /** Creates the latency of a turn in which the model did not think. */
  public Latency(
      long totalMs,
      @Nullable Long ttftMs,
      @Nullable Long modelTtftMs,
      @Nullable Long generationMs,
      @Nullable Double outputTokensPerSecond,
      List<PhaseTiming> phases,
      List<String> criticalPath) {
    this(
        totalMs,
        ttftMs,
        modelTtftMs,
        null,
        null,
        generationMs,
        outputTokensPerSecond,
        phases,
        criticalPath);
  }

  /**
   * The timing of one phase.
   *
   * @param startMs milliseconds since the request was received
   */
  public record PhaseTiming(
      String name, long startMs, long durationMs, TurnEvent.PhaseState state) {}
}
