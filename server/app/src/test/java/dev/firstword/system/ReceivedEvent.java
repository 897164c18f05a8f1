package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One received event.
 *
 * @param raw its lines, including the empty line that ends it
 */
record ReceivedEvent(long id, JsonNode data, String raw) {

  private static final Pattern EVENT = Pattern.compile("id: ([1-9]\\d*)\ndata: (\\{.*})\n\n");

  /** Parses an event, which must have exactly the form that the protocol defines. */
  static ReceivedEvent parse(String raw) {
    Matcher event = EVENT.matcher(raw);
    if (!event.matches()) {
      throw new AssertionError("not an event of the contract: " + raw);
    }
    return new ReceivedEvent(Long.parseLong(event.group(1)), Reply.json(event.group(2)), raw);
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
