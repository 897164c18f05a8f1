package dev.firstword.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.blocking.ResponseHead;
import java.util.Optional;

/** A complete response that is not an event stream. */
record Reply(ResponseHead head, String body) {

  static final JsonMapper JSON = new JsonMapper();

  int status() {
    return head.status();
  }

  Optional<String> header(String name) {
    return head.header(name);
  }

  JsonNode json() {
    return json(body);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
