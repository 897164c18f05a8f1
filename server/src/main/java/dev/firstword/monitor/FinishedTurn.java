package dev.firstword.monitor;

import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.Usage;
import dev.firstword.timeline.Recording;
import dev.firstword.timeline.Recording.Attempt;
import dev.firstword.timeline.Recording.Span;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A turn that has ended: what it was, how it ended and where its time went. Holds nothing that
 * anybody wrote.
 *
 * @param user whose it is; told to nobody, compared with who reports what they saw
 * @param kind of question: {@code simple}, {@code moderate}, {@code complex}; empty when that was
 *     not found out
 * @param code of the failure, where it failed
 * @param trace its span in the trace that it belongs to
 */
public record FinishedTurn(
    String turnId,
    long endedAtMs,
    String tenant,
    String user,
    String profile,
    String kind,
    Outcome outcome,
    @Nullable String code,
    TraceContext trace,
    Usage usage,
    Recording recording) {

  /** How a turn ended. */
  public enum Outcome {
    DONE,
    CANCELLED,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The model that answered or was to; empty when none was asked. */
  public String model() {
    return recording.attempts().isEmpty() ? "" : recording.attempts().getLast().model();
  }

  /** Why that model; empty when none was asked. */
  public String reason() {
    return recording.attempts().isEmpty() ? "" : recording.attempts().getLast().reason().wireName();
  }

  /** The model that was asked first; empty when none was. */
  public String firstModel() {
    return recording.attempts().stream().findFirst().map(Attempt::model).orElse("");
  }

  public double totalMs() {
    return recording.totalMicros() / 1e3;
  }

  /** To the first text; absent when none came. */
  public @Nullable Double ttftMs() {
    return recording.hasText() ? Double.valueOf(recording.ttftMicros() / 1e3) : null;
  }

  public double silenceMs() {
    return recording.silenceMicros() / 1e3;
  }

  /** How long a phase took; absent where there was none of that name. The longest, of several. */
  public @Nullable Double phaseMs(String name) {
    Double longest = null;
    for (Span span : recording.spans()) {
      double ms = span.durationMicros() / 1e3;
      if (span.name().equals(name) && (longest == null || ms > longest)) {
        longest = ms;
      }
    }
    return longest;
  }

  /** Tokens after the first, over the generation, as OpenTelemetry defines it. */
  public @Nullable Double tokensPerSecond() {
    Double generation = phaseMs("generation");
    return generation == null || generation <= 0 || usage.outputTokens() < 2
        ? null
        : Double.valueOf((usage.outputTokens() - 1) * 1e3 / generation);
  }

  /** All that the model was given to read, remembered or not. */
  public long inputTokens() {
    return usage.inputTokens() + usage.cacheCreationInputTokens() + usage.cacheReadInputTokens();
  }

  /** What of that it had to read anew. */
  public long uncachedTokens() {
    return usage.inputTokens() + usage.cacheCreationInputTokens();
  }
}
