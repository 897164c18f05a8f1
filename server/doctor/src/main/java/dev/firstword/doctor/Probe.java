package dev.firstword.doctor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Describes a probe stream to request from the server.
 *
 * @param interval the interval between events
 * @param padding the number of characters added to each event
 * @param comments whether a keep-alive comment precedes each event but the first
 */
record Probe(int events, Duration interval, int padding, boolean comments) {

  /** A turn at its fastest: an event every 80 ms. */
  static final Probe STEADY = new Probe(15, Duration.ofMillis(80), 0, true);

  static final Probe MINIMAL = new Probe(1, Duration.ofMillis(10), 0, false);

  /** Returns a probe of two events with a silence between them. */
  static Probe silentFor(Duration silence) {
    return new Probe(2, silence, 0, false);
  }

  Probe withPadding(int characters) {
    return new Probe(events, interval, characters, comments);
  }

  Duration duration() {
    return interval.multipliedBy(events - 1L);
  }

  String requestTarget() {
    return "/api/doctor/probe?events="
        + events
        + "&every_ms="
        + interval.toMillis()
        + "&padding="
        + padding
        + "&comments="
        + (comments ? 1 : 0);
  }

  Map<String, String> headers(Target target, Map<String, String> extra) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "text/event-stream");
    headers.put("User-Agent", "firstword-doctor");
    headers.putAll(target.credentials());
    headers.putAll(extra);
    return headers;
  }
}
