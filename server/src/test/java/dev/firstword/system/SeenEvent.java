package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One event as it came.
 *
 * @param raw its lines, with the empty one that ends it
 */
record SeenEvent(long id, JsonNode data, String raw) {

  private static final Pattern EVENT = Pattern.compile("id: ([1-9]\\d*)\ndata: (\\{.*})\n\n");

  /** Reads an event, which must have exactly the form of the contract. */
  static SeenEvent parse(String raw) {
    Matcher event = EVENT.matcher(raw);
    if (!event.matches()) {
      throw new AssertionError("not an event of the contract: " + raw);
    }
    return new SeenEvent(Long.parseLong(event.group(1)), Reply.json(event.group(2)), raw);
  }

  String type() {
    return data.path("type").asText();
  }

  boolean is(String type) {
    return type().equals(type);
  }

  boolean isTerminal() {
    return is("done") || is("cancelled") || is("error");
  }

  String field(String name) {
    return data.path(name).asText();
  }
}
