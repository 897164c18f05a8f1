package dev.firstword.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.playback.Reply;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The simulator's own resources under {@code /simulator}: settings, stats, and the prompt cache.
 */
final class Controls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

  private final State state;
  private final SimulatorSettings initial;

  Controls(State state) {
    this.state = state;
    initial = state.settings();
  }

  void settings(HttpServerRequest request) {
    switch (request.method().name()) {
      case "GET" -> answer(request, state.settings().toJson());
      case "PUT" ->
          RequestBody.read(
              request,
              body -> put(request, body),
              () -> refuse(request, 413, "settings", "are too large"));
      case "DELETE" -> {
        state.apply(initial);
        state.numbers.restart();
        answer(request, state.settings().toJson());
      }
      default -> notAllowed(request, "GET, PUT, DELETE");
    }
  }

  void stats(HttpServerRequest request) {
    switch (request.method().name()) {
      case "GET" -> answer(request, state.log.snapshot().toJson());
      case "DELETE" -> {
        state.log.clear();
        answer(request, state.log.snapshot().toJson());
      }
      default -> notAllowed(request, "GET, DELETE");
    }
  }

  void cache(HttpServerRequest request) {
    if (request.method().name().equals("DELETE")) {
      state.cache.clear();
      answer(request, JSON.createObjectNode().put("cleared", true));
    } else {
      notAllowed(request, "DELETE");
    }
  }

  private void put(HttpServerRequest request, byte[] body) {
    try {
      JsonNode changes = JSON.readTree(body);
      state.apply(state.settings().merge(changes));
      if (changes.has("seed")) {
        state.numbers.restart();
      }
      answer(request, state.settings().toJson());
    } catch (InvalidSettingsException e) {
      refuse(request, 400, e.field(), e.field() + " " + e.problem());
    } catch (JsonProcessingException e) {
      refuse(request, 400, "settings", "settings are not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      refuse(request, 400, "settings", "settings are not valid JSON");
    }
  }

  private static void notAllowed(HttpServerRequest request, String allowed) {
    request.response().putHeader("allow", allowed);
    refuse(request, 405, "method", "The methods here are " + allowed);
  }

  private static void refuse(HttpServerRequest request, int status, String field, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error").put("field", field).put("message", message);
    answer(request, status, json);
  }

  private static void answer(HttpServerRequest request, ObjectNode json) {
    answer(request, 200, json);
  }

  private static void answer(HttpServerRequest request, int status, ObjectNode json) {
    try {
      byte[] body = (PRETTY.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
      new HttpLine(request).answer(new Reply(status, Map.of(), body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of settings can be written", e);
    }
  }
}
