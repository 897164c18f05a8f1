package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** A client of the Responses API that has its responses stored. */
record ResponseClient(Client http) {

  static final String PATH = "/v1/responses";

  /** A request for a response in the background. */
  static ObjectNode background(String model, String input) {
    return request(model, input).put("background", true);
  }

  static ObjectNode request(String model, String input) {
    return Reply.JSON.createObjectNode().put("model", model).put("input", input);
  }

  /** Creates a response, which must not be refused. */
  JsonNode create(ObjectNode request) {
    Reply reply = post(request);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  Reply post(ObjectNode request) {
    return http.post(PATH, request.toString());
  }

  Reply get(String id) {
    return http.get(PATH + "/" + id);
  }

  Reply cancel(String id) {
    return http.send("POST", PATH + "/" + id + "/cancel");
  }

  Reply delete(String id) {
    return http.send("DELETE", PATH + "/" + id);
  }

  JsonNode awaitStatus(String id, String status) {
    return await()
        .atMost(ServerFixture.WAIT_TIMEOUT)
        .until(() -> get(id).json(), response -> response.path("status").asText().equals(status));
  }

  /** Follows a response to its end, from its first event. */
  List<JsonNode> follow(String id) {
    return events(http.get(PATH + "/" + id + "?stream=true"));
  }

  /** Follows a response to its end, from the event after this one. */
  List<JsonNode> followAfter(String id, long number) {
    return events(http.get(PATH + "/" + id + "?stream=true&starting_after=" + number));
  }

  static List<JsonNode> events(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return events(reply.body());
  }

  /** Returns the whole events of what was received. */
  static List<JsonNode> events(String received) {
    String whole = received.substring(0, received.lastIndexOf("\n\n") + 1);
    return Arrays.stream(whole.split("\n"))
        .filter(line -> line.startsWith("data: "))
        .map(line -> Reply.json(line.substring("data: ".length())))
        .toList();
  }

  static List<Long> numbers(List<JsonNode> events) {
    return events.stream().map(event -> event.path("sequence_number").asLong()).toList();
  }

  static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }

  /** Returns the text that a reader of these events has put together. */
  static String deltas(List<JsonNode> events) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.path("delta").asText()));
    return text.toString();
  }

  static String text(JsonNode response) {
    return response.at("/output/0/content/0/text").asText();
  }
}
