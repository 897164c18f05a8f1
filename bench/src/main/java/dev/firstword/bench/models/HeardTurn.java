package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.ContractException;
import dev.firstword.bench.client.Event;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A turn as its reader heard it, from the request to the last event. */
record HeardTurn(List<Event> events, long askedNanos) {

  /** Asks a new question in a conversation of its own. */
  static HeardTurn asking(URI server, String message, String key) throws IOException {
    long asked = System.nanoTime();
    try (Call call = Call.post(server, message, null, key)) {
      return heard(call, asked);
    }
  }

  /** Asks in other ways than by a message alone. */
  static HeardTurn requesting(URI server, JsonNode request, String key) throws IOException {
    long asked = System.nanoTime();
    try (Call call = Call.postRequest(server, request, key)) {
      return heard(call, asked);
    }
  }

  /** Has a broken answer gone on with. */
  static HeardTurn goingOnWith(URI server, HeardTurn broken) throws IOException {
    long asked = System.nanoTime();
    try (Call call = Call.goOnWith(server, broken.turnId())) {
      return heard(call, asked);
    }
  }

  private static HeardTurn heard(Call call, long askedNanos) throws IOException {
    if (call.status() != 200) {
      throw new ContractException("refused with " + call.status() + " " + call.json());
    }
    HeardTurn turn = new HeardTurn(call.events().all(), askedNanos);
    long ends = turn.events.stream().filter(Event::isTerminal).count();
    if (ends != 1 || !turn.end().isTerminal()) {
      throw new ContractException(ends + " ends, and the last event is " + turn.end().type());
    }
    return turn;
  }

  String turnId() {
    return events.getFirst().json().path("turn_id").asText();
  }

  Event end() {
    return events.getLast();
  }

  boolean isDone() {
    return end().type().equals("done");
  }

  String text() {
    return events.stream()
        .filter(event -> event.type().equals("text"))
        .map(event -> event.json().path("text").asText())
        .collect(Collectors.joining());
  }

  /** Milliseconds from the request to the first text; beyond everything where there was none. */
  double firstTextMs() {
    return events.stream()
        .filter(event -> event.type().equals("text"))
        .findFirst()
        .map(event -> (event.atNanos() - askedNanos) / 1e6)
        .orElse(Double.MAX_VALUE);
  }

  /** Milliseconds from the request to the first event of that type, if there was one. */
  OptionalDouble firstMs(String type) {
    return events.stream()
        .filter(event -> event.type().equals(type))
        .mapToDouble(event -> (event.atNanos() - askedNanos) / 1e6)
        .findFirst();
  }

  /** Whether it ended in one error that a person can act on and go on from. */
  boolean brokePlainly() {
    JsonNode error = end().json();
    return end().type().equals("error")
        && error.path("action").asText().equals("continue")
        && error.path("message").asText().matches("[A-Z].{10,}\\.");
  }

  /** Whether the server has kept just the text that was heard. */
  boolean isKept(URI server) throws IOException {
    try (Call call = Call.of(server, "GET", "/api/turns/" + turnId())) {
      return call.json().path("text").asText().equals(text());
    }
  }
}
