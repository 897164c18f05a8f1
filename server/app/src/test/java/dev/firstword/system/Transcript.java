package dev.firstword.system;

import dev.firstword.relay.sse.ReceivedEvent;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stream that was read to its end.
 *
 * @param raw the whole stream, without keep-alive comments
 */
record Transcript(List<ReceivedEvent> events, String raw) {

  static final String END = "data: [DONE]\n\n";

  String text() {
    return textOf(events);
  }

  static String textOf(List<ReceivedEvent> events) {
    return events.stream()
        .filter(event -> event.is("text"))
        .map(event -> event.field("text"))
        .collect(Collectors.joining());
  }

  List<String> types() {
    return events.stream().map(ReceivedEvent::type).toList();
  }

  List<ReceivedEvent> ofType(String type) {
    return events.stream().filter(event -> event.is(type)).toList();
  }

  /** Returns the terminal event: the only one, and the last event of all. */
  ReceivedEvent ending() {
    List<ReceivedEvent> endings = events.stream().filter(ReceivedEvent::isTerminal).toList();
    if (endings.size() != 1 || !endings.getFirst().equals(events.getLast())) {
      throw new AssertionError("not exactly one last event but: " + types());
    }
    return endings.getFirst();
  }

  /** Returns what a reader must receive who has seen the given number of events. */
  String rawAfter(int seen) {
    return events.stream().skip(seen).map(ReceivedEvent::raw).collect(Collectors.joining()) + END;
  }
}
