package dev.firstword.simulator.oddity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One event of a stream.
 *
 * @param name empty if the event has none
 */
record StreamEvent(String name, String data) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final String NAME = "event: ";
  private static final String DATA = "data: ";

  /** Parses what an encoder has written: whole events, each with one line of data. */
  static List<StreamEvent> parse(byte[] bytes) {
    List<StreamEvent> events = new ArrayList<>();
    for (String event : new String(bytes, UTF_8).split("\n\n", -1)) {
      String name = "";
      String data = "";
      for (String line : event.split("\n", -1)) {
        if (line.startsWith(NAME)) {
          name = line.substring(NAME.length());
        } else if (line.startsWith(DATA)) {
          data = line.substring(DATA.length());
        }
      }
      if (!data.isEmpty()) {
        events.add(new StreamEvent(name, data));
      }
    }
    return events;
  }

  /** Returns the data as JSON; empty if it is none. */
  Optional<ObjectNode> json() {
    try {
      JsonNode read = JSON.readTree(data);
      return read instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns an event of the same name with JSON in ASCII, which can hold half a character. */
  StreamEvent withJson(ObjectNode json) {
    try {
      return new StreamEvent(name, JSON.writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event could not be serialized", e);
    }
  }

  String text() {
    return (name.isEmpty() ? "" : NAME + name + "\n") + DATA + data + "\n\n";
  }
}
