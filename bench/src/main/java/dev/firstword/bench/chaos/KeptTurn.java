package dev.firstword.bench.chaos;

import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.EventReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A turn as the database has it.
 *
 * @param ended whether the database knows when it ended
 * @param log its events
 * @param logIsWhole whether its bytes are events and nothing else
 */
record KeptTurn(
    String id,
    String conversationId,
    String userMessageId,
    String assistantMessageId,
    String state,
    boolean ended,
    List<Event> log,
    boolean logIsWhole) {

  /** Reads the events out of the bytes that were kept. */
  static KeptTurn of(
      String id,
      String conversationId,
      String userMessageId,
      String assistantMessageId,
      String state,
      boolean ended,
      byte[] bytes) {
    List<Event> log = new ArrayList<>();
    boolean whole =
        bytes.length > 1 && bytes[bytes.length - 1] == '\n' && bytes[bytes.length - 2] == '\n';
    EventReader reader = new EventReader(new ByteArrayInputStream(bytes));
    try {
      while (true) {
        Optional<Event> event = reader.next();
        if (event.isEmpty()) {
          whole = false; // The line that ends a stream is no part of a log.
          break;
        }
        log.add(event.get());
      }
    } catch (EOFException _) {
      // All of it was read.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KeptTurn(
        id, conversationId, userMessageId, assistantMessageId, state, ended, log, whole);
  }

  /** Why its log is not one that a turn may have; empty where it is. */
  Optional<String> problem() {
    if (!logIsWhole) {
      return Optional.of("its log is cut");
    }
    if (log.isEmpty() || log.getFirst().id() != 1 || !log.getFirst().type().equals("start")) {
      return Optional.of("its log does not begin with start as event 1");
    }
    for (int i = 1; i < log.size(); i++) {
      if (log.get(i).id() <= log.get(i - 1).id()) {
        return Optional.of("event " + log.get(i).id() + " follows event " + log.get(i - 1).id());
      }
    }
    long terminals = log.stream().filter(Event::isTerminal).count();
    if (terminals != 1 || !log.getLast().isTerminal()) {
      return Optional.of(terminals + " terminal events, the last event is " + log.getLast().type());
    }
    String expected =
        switch (log.getLast().type()) {
          case "done" -> "done";
          case "cancelled" -> "cancelled";
          default -> "failed";
        };
    if (!state.equals(expected) || !ended) {
      return Optional.of("its state is " + state + ", its last event " + log.getLast().type());
    }
    return Optional.empty();
  }

  /** The answer as its log has it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Event event : log) {
      if (event.type().equals("text")) {
        text.append(event.json().path("text").asText());
      }
    }
    return text.toString();
  }
}
