package dev.firstword.bench.example;

import dev.firstword.relay.sse.ReceivedEvent;
import java.util.List;

/**
 * The latencies of one turn, counted from the click, in milliseconds.
 *
 * @param beforeModelMs time to the model call, by the server's clock
 * @param firstEventMs time to the first event
 * @param firstTextMs time to the first text of the answer
 * @param totalMs time to the end
 * @param maxSilenceMs the longest time without an event
 * @param uncachedTokens prompt tokens that were not in the model's cache
 */
record TurnLatency(
    double beforeModelMs,
    double firstEventMs,
    double firstTextMs,
    double totalMs,
    double maxSilenceMs,
    double uncachedTokens) {

  /** Computes the latencies from the events of a complete turn. */
  static TurnLatency of(List<ReceivedEvent> events, long clickedNanos) {
    ReceivedEvent end = events.getLast();
    if (!end.type().equals("done")) {
      throw new IllegalStateException("a turn that was not completed: " + end.data());
    }
    long maxSilenceNanos = 0;
    long previousNanos = clickedNanos;
    long firstTextNanos = 0;
    for (ReceivedEvent event : events) {
      maxSilenceNanos = Math.max(maxSilenceNanos, event.atNanos() - previousNanos);
      previousNanos = event.atNanos();
      if (firstTextNanos == 0 && event.type().equals("text")) {
        firstTextNanos = event.atNanos();
      }
    }
    return new TurnLatency(
        beforeModel(end),
        (events.getFirst().atNanos() - clickedNanos) / 1e6,
        (firstTextNanos - clickedNanos) / 1e6,
        (end.atNanos() - clickedNanos) / 1e6,
        maxSilenceNanos / 1e6,
        end.json().path("usage").path("input_tokens").asDouble()
            + end.json().path("usage").path("cache_creation_input_tokens").asDouble());
  }

  private static double beforeModel(ReceivedEvent done) {
    for (var phase : done.json().path("latency").path("phases")) {
      if (phase.path("name").asText().equals("model")) {
        return phase.path("start_ms").asDouble();
      }
    }
    throw new IllegalStateException("a turn that never called a model: " + done.data());
  }
}
