package dev.firstword.timeline;

import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.List;

/**
 * The whole timeline of a turn that has ended, in microseconds since its request was received.
 * Bounded in what it holds, so that thousands can be kept.
 *
 * @param totalMicros to the last event
 * @param ttftMicros to the first text; -1 when no text came
 * @param silenceMicros the longest time in which there was nothing new for a reader to look at
 * @param spans in order of their start
 * @param attempts the models that the reader was told of, in turn
 */
public record Recording(
    long totalMicros,
    long ttftMicros,
    long silenceMicros,
    List<Span> spans,
    List<Attempt> attempts) {

  /** More phases than any profile has; what is beyond is left out. */
  public static final int MOST_SPANS = 24;

  /** More models than are asked for one answer. */
  public static final int MOST_ATTEMPTS = 8;

  public Recording {
    spans = List.copyOf(spans.subList(0, Math.min(spans.size(), MOST_SPANS)));
    attempts = List.copyOf(attempts.subList(0, Math.min(attempts.size(), MOST_ATTEMPTS)));
  }

  /**
   * One phase.
   *
   * @param critical whether the total could not have been shorter without it
   */
  public record Span(
      String name, long startMicros, long durationMicros, PhaseState state, boolean critical) {

    public long endMicros() {
      return startMicros + durationMicros;
    }
  }

  /**
   * A model that was taken.
   *
   * @param reason why it, and not another
   */
  public record Attempt(String model, ModelReason reason, long startMicros) {}

  /** Whether any text was written. */
  public boolean hasText() {
    return ttftMicros >= 0;
  }
}
