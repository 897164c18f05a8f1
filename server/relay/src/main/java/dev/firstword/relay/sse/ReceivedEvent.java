package dev.firstword.relay.sse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One event of a turn, as a client received it. Events are equal if their ids and data are,
 * whenever they arrived.
 *
 * @param id its id in the log
 * @param data its line of JSON
 * @param atNanos when it arrived, by {@link System#nanoTime}; 0 if unknown
 */
public record ReceivedEvent(long id, String data, long atNanos) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TEXT_PREFIX = "{\"type\":\"text\",";

  /**
   * Parses the JSON.
   *
   * @throws IllegalStateException if it is not JSON
   */
  public JsonNode json() {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("event " + id + " is not JSON: " + data, e);
    }
  }

  public String type() {
    // Avoids parsing text events, which are the most frequent.
    return data.startsWith(TEXT_PREFIX) ? "text" : json().path("type").asText();
  }

  public boolean is(String type) {
    return type().equals(type);
  }

  /** Returns whether the event ends its turn. */
  public boolean isTerminal() {
    return switch (type()) {
      case "done", "cancelled", "error" -> true;
      default -> false;
    };
  }

  /** Returns a field as text; empty if it is missing. */
  public String field(String name) {
    return json().path(name).asText();
  }

  /** Returns the event as it was on the wire, including the empty line that ends it. */
  public String raw() {
    return "id: " + id + "\ndata: " + data + "\n\n";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReceivedEvent event && id == event.id && data.equals(event.data);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(id) + data.hashCode();
  }
}
