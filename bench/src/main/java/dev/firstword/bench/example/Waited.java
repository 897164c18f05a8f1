package dev.firstword.bench.example;

import dev.firstword.bench.client.Event;
import java.util.List;

/**
 * What one person waited for from the click on, in milliseconds.
 *
 * @param beforeModelMs until the model was asked, by the server's clock
 * @param firstEventMs until anything came
 * @param firstWordsMs until the answer's first text
 * @param totalMs until the end
 * @param longestSilenceMs the longest time in which nothing came
 * @param readAnew tokens of the prompt that the model did not find in its cache
 */
record Waited(
    double beforeModelMs,
    double firstEventMs,
    double firstWordsMs,
    double totalMs,
    double longestSilenceMs,
    double readAnew) {

  /** As the events of a whole turn tell it. */
  static Waited of(List<Event> events, long clickedNanos) {
    Event end = events.getLast();
    if (!end.type().equals("done")) {
      throw new IllegalStateException("a turn that did not end well: " + end.data());
    }
    long silence = 0;
    long before = clickedNanos;
    long firstWords = 0;
    for (Event event : events) {
      silence = Math.max(silence, event.atNanos() - before);
      before = event.atNanos();
      if (firstWords == 0 && event.type().equals("text")) {
        firstWords = event.atNanos();
      }
    }
    return new Waited(
        beforeModel(end),
        (events.getFirst().atNanos() - clickedNanos) / 1e6,
        (firstWords - clickedNanos) / 1e6,
        (end.atNanos() - clickedNanos) / 1e6,
        silence / 1e6,
        end.json().path("usage").path("input_tokens").asDouble()
            + end.json().path("usage").path("cache_creation_input_tokens").asDouble());
  }

  private static double beforeModel(Event done) {
    for (var phase : done.json().path("latency").path("phases")) {
      if (phase.path("name").asText().equals("model")) {
        return phase.path("start_ms").asDouble();
      }
    }
    throw new IllegalStateException("a turn that never asked a model: " + done.data());
  }
}
