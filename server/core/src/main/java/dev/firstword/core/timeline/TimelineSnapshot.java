package dev.firstword.core.timeline;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The complete timeline of a turn that has ended, in microseconds since its request was received.
 * Bounded in size, so that thousands can be kept.
 *
 * @param totalMicros until the last event
 * @param ttftMicros until the first text; -1 if there was none
 * @param longestSilenceMicros the longest time without anything new for a reader to see
 * @param spans in order of their start
 * @param attempts the models reported to the reader, in order
 * @param cacheMisses what its calls missed in the cache although it was cached before
 * @param declinedCalls the calls whose models declined to answer
 */
public record TimelineSnapshot(
    long totalMicros,
    long ttftMicros,
    long longestSilenceMicros,
    List<Span> spans,
    List<Attempt> attempts,
    List<CacheMiss> cacheMisses,
    List<DeclinedCall> declinedCalls) {

  /** More than the phases of any profile; the rest is dropped. */
  public static final int MAX_SPANS = 24;

  /** More than the models called for one answer. */
  public static final int MAX_ATTEMPTS = 8;

  /** More than an answer of some steps has; the rest is dropped. */
  public static final int MAX_CACHE_MISSES = 8;

  /** Creates the timeline of a turn whose calls missed no cache, and of which none was declined. */
  public TimelineSnapshot(
      long totalMicros,
      long ttftMicros,
      long longestSilenceMicros,
      List<Span> spans,
      List<Attempt> attempts) {
    this(totalMicros, ttftMicros, longestSilenceMicros, spans, attempts, List.of(), List.of());
  }

  public TimelineSnapshot {
    declinedCalls =
        List.copyOf(declinedCalls.subList(0, Math.min(declinedCalls.size(), MAX_ATTEMPTS)));
    cacheMisses =
        List.copyOf(cacheMisses.subList(0, Math.min(cacheMisses.size(), MAX_CACHE_MISSES)));
    spans = List.copyOf(spans.subList(0, Math.min(spans.size(), MAX_SPANS)));
    attempts = List.copyOf(attempts.subList(0, Math.min(attempts.size(), MAX_ATTEMPTS)));
  }

  /**
   * One phase.
   *
   * @param critical whether the phase is on the critical path, so that the total depended on it
   */
  public record Span(
      String name, long startMicros, long durationMicros, PhaseState state, boolean critical) {

    public long endMicros() {
      return startMicros + durationMicros;
    }
  }

  /**
   * A model that was chosen.
   *
   * @param reason why this model was chosen
   * @param region where it answers; null if that is not known
   */
  public record Attempt(
      String model, ModelReason reason, long startMicros, @Nullable String region) {

    /** Creates an attempt of which it is not known where it was made. */
    public Attempt(String model, ModelReason reason, long startMicros) {
      this(model, reason, startMicros, null);
    }
  }

  /** Whether there was any text. */
  public boolean hasText() {
    return ttftMicros >= 0;
  }
}
