package dev.firstword.operations.record;

import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.timeline.TimelineSnapshot;
import dev.firstword.core.timeline.TimelineSnapshot.Attempt;
import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.relay.event.Usage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A turn that has ended: its identity, its outcome and its timeline. Holds no text that a user or a
 * model wrote.
 *
 * @param user the user it belongs to; never exported, only compared with the user who reports
 *     vitals
 * @param kind the complexity of the question: {@code simple}, {@code moderate} or {@code complex};
 *     empty if unknown
 * @param errorCode the error code, if it failed
 * @param trace its span within its trace
 */
public record FinishedTurn(
    String turnId,
    long endedAtMs,
    String tenant,
    String user,
    String profile,
    String kind,
    Outcome outcome,
    @Nullable String errorCode,
    TraceContext trace,
    Usage usage,
    TimelineSnapshot timeline) {

  /** How a turn ended. */
  public enum Outcome {
    DONE,
    CANCELLED,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the model that answered or was to answer; empty if none was called. */
  public String model() {
    return timeline.attempts().isEmpty() ? "" : timeline.attempts().getLast().model();
  }

  /** Returns why that model was chosen; empty if none was called. */
  public String reason() {
    return timeline.attempts().isEmpty() ? "" : timeline.attempts().getLast().reason().wireName();
  }

  /** Returns the model that was called first; empty if none was called. */
  public String firstModel() {
    return timeline.attempts().stream().findFirst().map(Attempt::model).orElse("");
  }

  /** Returns where that model answers; null if it is not known, or none was called. */
  public @Nullable String region() {
    return timeline.attempts().isEmpty() ? null : timeline.attempts().getLast().region();
  }

  public double totalMs() {
    return timeline.totalMicros() / 1e3;
  }

  /** Returns the time to the first text, or null if there was none. */
  public @Nullable Double ttftMs() {
    return timeline.hasText() ? Double.valueOf(timeline.ttftMicros() / 1e3) : null;
  }

  /**
   * Returns the time to the first token, of a thought or of the answer; null if there was neither.
   */
  public @Nullable Double firstTokenMs() {
    return timeline.spans().stream()
        .filter(span -> span.name().equals(Timeline.THINKING))
        .findFirst()
        .map(thought -> thought.startMicros() / 1e3)
        .orElseGet(this::ttftMs);
  }

  /** Returns the duration of all thoughts, or null if the model did not think. */
  public @Nullable Double thinkingMs() {
    return timeline.spans().stream()
        .filter(span -> span.name().equals(Timeline.THINKING))
        .map(thought -> thought.durationMicros() / 1e3)
        .reduce(Double::sum)
        .orElse(null);
  }

  /** Returns the time from the model call to the first text, or null if there was no text. */
  public @Nullable Double modelTtftMs() {
    Double ttftMs = ttftMs();
    return ttftMs == null
        ? null
        : timeline.spans().stream()
            .filter(span -> span.name().equals(Timeline.MODEL))
            .findFirst()
            .map(call -> ttftMs - call.startMicros() / 1e3)
            .orElse(null);
  }

  public double longestSilenceMs() {
    return timeline.longestSilenceMicros() / 1e3;
  }

  /**
   * Returns the duration of a phase, or null if there was none of that name. Of several, the
   * longest counts.
   */
  public @Nullable Double phaseMs(String name) {
    Double longest = null;
    for (Span span : timeline.spans()) {
      double ms = span.durationMicros() / 1e3;
      if (span.name().equals(name) && (longest == null || ms > longest)) {
        longest = ms;
      }
    }
    return longest;
  }

  /**
   * Returns the tokens after the first, divided by the generation time, as OpenTelemetry defines
   * it.
   */
  public @Nullable Double tokensPerSecond() {
    Double generation = phaseMs("generation");
    return generation == null || generation <= 0 || usage.answerTokens() < 2
        ? null
        : Double.valueOf((usage.answerTokens() - 1) * 1e3 / generation);
  }

  /** Returns all tokens of the prompt, cached or not. */
  public long inputTokens() {
    return usage.inputTokens() + usage.cacheCreationInputTokens() + usage.cacheReadInputTokens();
  }

  /** Returns the tokens of the prompt that were not read from a cache. */
  public long uncachedTokens() {
    return usage.inputTokens() + usage.cacheCreationInputTokens();
  }
}
