package dev.firstword.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a turn went, in milliseconds since the server received the request.
 *
 * @param ttftMs to the first text; null if there was none
 * @param modelTtftMs from the model call to its first text
 * @param generationMs from the first text to the last
 * @param criticalPath the phases that determined the total
 */
public record Latency(
    double totalMs,
    @Nullable Double ttftMs,
    @Nullable Double modelTtftMs,
    @Nullable Double firstTokenMs,
    @Nullable Double thinkingMs,
    @Nullable Double generationMs,
    @Nullable Double outputTokensPerSecond,
    @Nullable List<PhaseTiming> phases,
    @Nullable List<String> criticalPath) {

  /** One phase of an ended turn. */
  public record PhaseTiming(String name, double startMs, double durationMs, String state) {}
}
