package dev.firstword.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.response.JsonReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Handles the simulator's own endpoints under {@code /simulator}: settings, stats and the prompt
 * cache.
 */
final class AdminEndpoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

  private final SimulatorState state;
  private final SimulatorSettings initialSettings;

  AdminEndpoints(SimulatorState state) {
    this.state = state;
    initialSettings = state.settings();
  }

  void handleSettings(ServerRequest request) {
    switch (request.method().name()) {
      case "GET" -> respond(request, state.settings().toJson());
      case "PUT" ->
          RequestBodyReader.read(
              request,
              body -> updateSettings(request, body),
              () -> respondError(request, 413, "settings", "settings are too large"));
      case "DELETE" -> {
        state.apply(initialSettings);
        state.callSequence.reset();
        respond(request, state.settings().toJson());
      }
      default -> respondMethodNotAllowed(request, "GET, PUT, DELETE");
    }
  }

  void handleStats(ServerRequest request) {
    switch (request.method().name()) {
      case "GET" -> respond(request, state.callLog.snapshot().toJson());
      case "DELETE" -> {
        state.callLog.clear();
        respond(request, state.callLog.snapshot().toJson());
      }
      default -> respondMethodNotAllowed(request, "GET, DELETE");
    }
  }

  void handleCache(ServerRequest request) {
    if (request.method().name().equals("DELETE")) {
      state.promptCache.clear();
      respond(request, JSON.createObjectNode().put("cleared", true));
    } else {
      respondMethodNotAllowed(request, "DELETE");
    }
  }

  private void updateSettings(ServerRequest request, byte[] body) {
    try {
      JsonNode changes = JSON.readTree(body);
      state.apply(state.settings().merge(changes));
      if (changes.has("seed")) {
        state.callSequence.reset();
      }
      respond(request, state.settings().toJson());
    } catch (InvalidSettingsException e) {
      respondError(request, 400, e.field(), e.field() + " " + e.problem());
    } catch (JsonProcessingException e) {
      respondError(
          request, 400, "settings", "settings are not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      respondError(request, 400, "settings", "settings are not valid JSON");
    }
  }

  private static void respondMethodNotAllowed(ServerRequest request, String allowed) {
    request.response().header("allow", allowed);
    respondError(request, 405, "method", "Allowed methods: " + allowed);
  }

  private static void respondError(
      ServerRequest request, int status, String field, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error").put("field", field).put("message", message);
    respond(request, status, json);
  }

  private static void respond(ServerRequest request, ObjectNode json) {
    respond(request, 200, json);
  }

  private static void respond(ServerRequest request, int status, ObjectNode json) {
    try {
      byte[] body = (PRETTY.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
      new HttpResponseWriter(request).sendReply(new JsonReply(status, Map.of(), body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings could not be serialized", e);
    }
  }
}
