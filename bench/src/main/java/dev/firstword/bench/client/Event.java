package dev.firstword.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One event of a turn, as received.
 *
 * @param id its id in the log
 * @param data its line of JSON
 * @param atNanos when it arrived, by this process's clock; 0 if unknown
 */
public record Event(long id, String data, long atNanos) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Returns the parsed JSON. */
  public JsonNode json() {
    try {
      return MAPPER.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("event " + id + " is not JSON: " + data, e);
    }
  }

  public String type() {
    // Avoids parsing text events, which are the most frequent.
    return data.startsWith("{\"type\":\"text\",") ? "text" : json().path("type").asText();
  }

  /** Returns whether the event ends its turn. */
  public boolean isTerminal() {
    return switch (type()) {
      case "done", "cancelled", "error" -> true;
      default -> false;
    };
  }
}
