package dev.firstword.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stream to ask the server for.
 *
 * @param every from one event to the next
 * @param padding characters to add to each event
 * @param comments whether a keep-alive comment comes before each event but the first
 */
record Probe(int events, Duration every, int padding, boolean comments) {

  /** What a turn looks like at its quickest: an event each 80 ms. */
  static final Probe STEADY = new Probe(15, Duration.ofMillis(80), 0, true);

  static final Probe SHORTEST = new Probe(1, Duration.ofMillis(10), 0, false);

  /** Says one thing, is silent, and says another. */
  static Probe silentFor(Duration silence) {
    return new Probe(2, silence, 0, false);
  }

  Probe padded(int characters) {
    return new Probe(events, every, characters, comments);
  }

  Duration length() {
    return every.multipliedBy(events - 1L);
  }

  String target() {
    return "/api/doctor/probe?events="
        + events
        + "&every_ms="
        + every.toMillis()
        + "&padding="
        + padding
        + "&comments="
        + (comments ? 1 : 0);
  }

  Map<String, String> headers(Target target, Map<String, String> further) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "text/event-stream");
    headers.put("User-Agent", "firstword-doctor");
    headers.putAll(target.credentials());
    headers.putAll(further);
    return headers;
  }
}
