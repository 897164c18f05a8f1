package dev.firstword.bench.chaos;

import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A turn as stored in the database.
 *
 * @param hasEndTime whether the database has its end time
 * @param log its events
 * @param isLogIntact whether its bytes consist of complete events only
 */
record PersistedTurn(
    String id,
    String conversationId,
    String userMessageId,
    String assistantMessageId,
    String state,
    boolean hasEndTime,
    List<ReceivedEvent> log,
    boolean isLogIntact) {

  /** Parses the events from the stored bytes. */
  static PersistedTurn of(
      String id,
      String conversationId,
      String userMessageId,
      String assistantMessageId,
      String state,
      boolean ended,
      byte[] bytes) {
    List<ReceivedEvent> log = new ArrayList<>();
    boolean intact =
        bytes.length > 1 && bytes[bytes.length - 1] == '\n' && bytes[bytes.length - 2] == '\n';
    TurnStreamReader reader = new TurnStreamReader(new ByteArrayInputStream(bytes));
    try {
      while (true) {
        Optional<ReceivedEvent> event = reader.next();
        if (event.isEmpty()) {
          intact = false; // A log must not contain the line that ends a stream.
          break;
        }
        log.add(event.get());
      }
    } catch (EOFException _) {
      // End of the log.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PersistedTurn(
        id, conversationId, userMessageId, assistantMessageId, state, ended, log, intact);
  }

  /** Returns why the log is invalid; empty if it is valid. */
  Optional<String> problem() {
    if (!isLogIntact) {
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
    long terminals = log.stream().filter(ReceivedEvent::isTerminal).count();
    if (terminals != 1 || !log.getLast().isTerminal()) {
      return Optional.of(terminals + " terminal events, the last event is " + log.getLast().type());
    }
    String expected =
        switch (log.getLast().type()) {
          case "done" -> "done";
          case "cancelled" -> "cancelled";
          default -> "failed";
        };
    if (!state.equals(expected) || !hasEndTime) {
      return Optional.of("its state is " + state + ", its last event " + log.getLast().type());
    }
    return Optional.empty();
  }

  /** Returns the answer's text from the log. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (ReceivedEvent event : log) {
      if (event.type().equals("text")) {
        text.append(event.json().path("text").asText());
      }
    }
    return text.toString();
  }
}
