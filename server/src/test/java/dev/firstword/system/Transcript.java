package dev.firstword.system;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A stream that was read to its end.
 *
 * @param raw all of it, keep-alive comments left out
 */
record Transcript(List<SeenEvent> events, String raw) {

  static final String END = "data: [DONE]\n\n";

  String text() {
    return textOf(events);
  }

  static String textOf(List<SeenEvent> events) {
    return events.stream()
        .filter(event -> event.is("text"))
        .map(event -> event.field("text"))
        .collect(Collectors.joining());
  }

  List<String> types() {
    return events.stream().map(SeenEvent::type).toList();
  }

  List<SeenEvent> ofType(String type) {
    return events.stream().filter(event -> event.is(type)).toList();
  }

  /** The event that ended the turn: the only one of its kind, and the last. */
  SeenEvent ending() {
    List<SeenEvent> endings = events.stream().filter(SeenEvent::isTerminal).toList();
    if (endings.size() != 1 || !endings.getFirst().equals(events.getLast())) {
      throw new AssertionError("not exactly one last event but: " + types());
    }
    return endings.getFirst();
  }

  /** What a reader must get who has seen the first so many events. */
  String rawAfter(int seen) {
    return events.stream().skip(seen).map(SeenEvent::raw).collect(Collectors.joining()) + END;
  }
}
