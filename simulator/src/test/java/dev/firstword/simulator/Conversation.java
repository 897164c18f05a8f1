package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;

/** A conversation with tools over the Messages API, as a client holds it. */
final class Conversation {
  static final String SEARCH =
      """
      {"name": "search", "input_schema": {
        "type": "object",
        "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1}},
        "required": ["query", "limit"]}}\
      """;
  static final String WEATHER =
      """
      {"name": "weather", "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["C", "F"]}},
        "required": ["city", "unit"]}}\
      """;

  private final SimulatedProvider provider;
  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
  private final ObjectNode options = JsonNodeFactory.instance.objectNode();

  Conversation(SimulatedProvider provider, String question) {
    this.provider = provider;
    messages.addObject().put("role", "user").put("content", question);
    set("tools", "[" + SEARCH + "," + WEATHER + "]");
  }

  /** Sets a member of all requests to JSON. */
  Conversation set(String member, String value) {
    options.set(member, json(value));
    return this;
  }

  ArrayNode messages() {
    return messages;
  }

  HttpResponse<String> send() throws IOException, InterruptedException {
    ObjectNode body = options.deepCopy();
    if (!body.has("model")) {
      body.put("model", SimulatedProvider.MODEL);
    }
    if (!body.has("max_tokens")) {
      body.put("max_tokens", 4_000);
    }
    body.set("messages", messages);
    return provider.messages(body.toString());
  }

  /** Returns the model's message, which becomes part of the conversation. */
  JsonNode answer() throws IOException, InterruptedException {
    HttpResponse<String> response = send();
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
    JsonNode message = json(response.body());
    messages.addObject().put("role", "assistant").set("content", message.path("content"));
    return message;
  }

  /** Adds a result for each tool call of a message. */
  void addResults(JsonNode message, String result) {
    ArrayNode content = messages.addObject().put("role", "user").putArray("content");
    for (JsonNode block : message.path("content")) {
      if (block.path("type").asText().equals("tool_use")) {
        content
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", block.path("id").asText())
            .put("content", result + " of " + block.path("name").asText());
      }
    }
  }

  static String error(HttpResponse<String> response) {
    return response.statusCode() + " " + json(response.body()).at("/error/message").asText();
  }
}
