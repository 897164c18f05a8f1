package dev.firstword.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One event of a turn, as it came.
 *
 * @param id its number in the log
 * @param data its line of JSON
 * @param atNanos when it came, on this process's clock; 0 where that is not known
 */
public record Event(long id, String data, long atNanos) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** The JSON, read. */
  public JsonNode json() {
    try {
      return MAPPER.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("event " + id + " is not JSON: " + data, e);
    }
  }

  public String type() {
    // Most events are text, and this is asked of each.
    return data.startsWith("{\"type\":\"text\",") ? "text" : json().path("type").asText();
  }

  /** Whether it is one of those that end a turn. */
  public boolean isTerminal() {
    return switch (type()) {
      case "done", "cancelled", "error" -> true;
      default -> false;
    };
  }
}
