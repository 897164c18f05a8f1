package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A turn as its reader received it, from the request to the last event. */
record ObservedTurn(List<ReceivedEvent> events, long postedNanos) {

  /** Posts a question in a new conversation. */
  static ObservedTurn post(URI server, String message, String key) throws IOException {
    long postedNanos = System.nanoTime();
    try (HttpCall call = HttpCall.post(server, message, null, key)) {
      return read(call, postedNanos);
    }
  }

  /** Posts a complete request. */
  static ObservedTurn postRequest(URI server, JsonNode request, String key) throws IOException {
    long postedNanos = System.nanoTime();
    try (HttpCall call = HttpCall.postRequest(server, request, key)) {
      return read(call, postedNanos);
    }
  }

  /** Requests the continuation of an interrupted answer. */
  static ObservedTurn continueTurn(URI server, ObservedTurn interrupted) throws IOException {
    long postedNanos = System.nanoTime();
    try (HttpCall call = HttpCall.continueTurn(server, interrupted.turnId())) {
      return read(call, postedNanos);
    }
  }

  private static ObservedTurn read(HttpCall call, long postedNanos) throws IOException {
    if (call.status() != 200) {
      throw new ProtocolException("refused with " + call.status() + " " + call.json());
    }
    ObservedTurn turn = new ObservedTurn(call.events().all(), postedNanos);
    long ends = turn.events.stream().filter(ReceivedEvent::isTerminal).count();
    if (ends != 1 || !turn.terminal().isTerminal()) {
      throw new ProtocolException(ends + " terminal events, last event " + turn.terminal().type());
    }
    return turn;
  }

  String turnId() {
    return events.getFirst().json().path("turn_id").asText();
  }

  ReceivedEvent terminal() {
    return events.getLast();
  }

  boolean isDone() {
    return terminal().type().equals("done");
  }

  String text() {
    return events.stream()
        .filter(event -> event.type().equals("text"))
        .map(event -> event.json().path("text").asText())
        .collect(Collectors.joining());
  }

  /**
   * Returns the milliseconds from the request to the first text, or {@link Double#MAX_VALUE} if
   * there was none.
   */
  double firstTextMs() {
    return events.stream()
        .filter(event -> event.type().equals("text"))
        .findFirst()
        .map(event -> (event.atNanos() - postedNanos) / 1e6)
        .orElse(Double.MAX_VALUE);
  }

  /** Returns the milliseconds from the request to the first event of a type, if there was one. */
  OptionalDouble firstMs(String type) {
    return events.stream()
        .filter(event -> event.type().equals(type))
        .mapToDouble(event -> (event.atNanos() - postedNanos) / 1e6)
        .findFirst();
  }

  /** Returns whether the turn ended in one error with a clear message that offers to continue. */
  boolean endedInResumableError() {
    JsonNode error = terminal().json();
    return terminal().type().equals("error")
        && error.path("action").asText().equals("continue")
        && error.path("message").asText().matches("[A-Z].{10,}\\.");
  }

  /** Returns whether the server has stored exactly the text that was received. */
  boolean isPersisted(URI server) throws IOException {
    try (HttpCall call = HttpCall.of(server, "GET", "/api/turns/" + turnId())) {
      return call.json().path("text").asText().equals(text());
    }
  }
}
