package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The routes for the chat hooks of the AI SDK, over HTTP. */
final class UiChatTest {

  private static final ToolCallingProvider PROVIDER = new ToolCallingProvider("weather", "hours");

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private Client client = SERVER.client();

  @Test
  void answersAChatOfTheClient() {
    Reply reply = send(request("chat-answer", "u1", "Hello"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-vercel-ai-ui-message-stream")).hasValue("v1");
    assertThat(reply.header("content-type")).hasValue("text/event-stream; charset=utf-8");
    assertThat(reply.body()).endsWith("data: [DONE]\n\n");
    List<String> types = types(reply);
    assertThat(types).startsWith("start", "start-step").endsWith("finish-step", "finish");
    assertThat(types).contains("text-start", "text-delta", "text-end", "data-phase");
  }

  @Test
  void theHistoryIsTheServers() {
    send(request("chat-history", "u1", "Hello"));
    send(request("chat-history", "u2", "And then?"));

    JsonNode messages = messages("chat-history");

    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "assistant");
    assertThat(messages.get(2).path("parts").path(0).path("text").asText()).isEqualTo("And then?");
    assertThat(messages("chat-new")).isEmpty();
  }

  @Test
  void theSameMessageAgainIsTheSameTurn() {
    ObjectNode request = request("chat-same", "u1", "Hello");

    Reply first = send(request);
    Reply second = send(request);

    assertThat(second.header("idempotency-replayed")).hasValue("true");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void theSameWordsInAnotherMessageAreAnotherTurn() {
    Reply first = send(request("chat-words", "u1", "Yes"));
    Reply second = send(request("chat-words", "u2", "Yes"));

    assertThat(second.header("turn-id")).isNotEqualTo(first.header("turn-id"));
  }

  @Test
  void anAnswerIsWrittenAgainInANewTurn() {
    ObjectNode request = request("chat-again", "u1", "Hello");
    Reply first = send(request);

    Reply again = send(request.put("trigger", "regenerate-message"));

    assertThat(again.header("turn-id")).isNotEqualTo(first.header("turn-id"));
    assertThat(again.header("idempotency-replayed")).isEmpty();
  }

  @Test
  void aMessageThatWasSentCannotBeChanged() {
    send(request("chat-edit", "u1", "Hello"));
    String stored = messages("chat-edit").get(0).path("id").asText();

    Reply byItsClientId = send(request("chat-edit", "u1", "Bye").put("messageId", "u1"));
    Reply byItsStoredId = send(request("chat-edit", stored, "Bye").put("messageId", stored));

    for (Reply refused : List.of(byItsClientId, byItsStoredId)) {
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.json().path("detail").asText()).contains("cannot be changed");
    }
  }

  @Test
  void nothingRunsInAnUnknownChatOrAnEndedOne() {
    Reply answer = send(request("chat-ended", "u1", "Hello"));
    String turn = answer.header("turn-id").orElseThrow();

    assertThat(client.get("/api/ui/chat/chat-unknown/stream").status()).isEqualTo(204);
    assertThat(client.get("/api/ui/chat/chat-ended/stream").status()).isEqualTo(204);
    assertThat(client.get("/api/ui/chat/chat-unknown/stream?turn_id=" + turn).status())
        .isEqualTo(204);
  }

  @Test
  void aReaderThatNamesItsTurnGetsTheRest() {
    Reply answer = send(request("chat-rest", "u1", "Hello"));
    String turn = answer.header("turn-id").orElseThrow();
    String ids = "\nid: ";
    String last = answer.body().substring(answer.body().lastIndexOf(ids) + ids.length());
    String stream = "/api/ui/chat/chat-rest/stream?turn_id=" + turn;

    Reply rest = client.send("GET", stream, "Last-Event-ID: 3\r\n");
    assertThat(answer.body()).endsWith(rest.body());
    assertThat(rest.body()).doesNotContain("\"type\":\"start\"").contains("\"finish\"");

    String header = "Last-Event-ID: " + last.lines().findFirst().orElseThrow() + "\r\n";
    assertThat(client.send("GET", stream, header).status()).isEqualTo(204);
  }

  @Test
  void aRunningTurnIsFollowedFromItsStartAndStopped() throws IOException {
    ObjectNode request = request("chat/stop", "u1", "Write", SimulatedModels.WRITING);
    try (RawConnection first = open(request)) {
      ResponseHead head = first.readHead();
      try (RawConnection second = client.connect()) {
        second.request("GET", "/api/ui/chat/chat%2Fstop/stream", "", new byte[0]);
        assertThat(second.readHead().header("turn-id")).isEqualTo(head.header("turn-id"));
      }

      String other = "{\"activeStreamId\":\"turn_other\"}";
      assertSucceeds(client.post("/api/ui/chat/chat%2Fstop/stop", other));
      assertThat(client.turn(head.header("turn-id").orElseThrow()).json().path("state").asText())
          .isNotEqualTo("cancelled");
      assertSucceeds(client.post("/api/ui/chat/chat%2Fstop/stop", "{}"));

      String ended = new String(first.body(head).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(ended).endsWith("data: {\"type\":\"abort\"}\n\ndata: [DONE]\n\n");
    }
    assertThat(client.get("/api/ui/chat/chat%2Fstop/stream").status()).isEqualTo(204);
    assertSucceeds(client.send("DELETE", "/api/ui/chat/chat%2Fstop/stream"));
    assertSucceeds(client.send("POST", "/api/ui/chat/chat%2Fstop/stop"));
  }

  @Test
  void aFailureIsTheErrorOfTheStream() {
    SERVER.faults(Fault.always(FaultKind.SERVER_ERROR));

    Reply reply = send(request("chat-failure", "u1", "Hello"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(types(reply)).endsWith("data-error", "error");
  }

  @Test
  void aRefusalHasItsStatus() {
    Reply reply = client.post("/api/ui/chat", "{\"messages\":[]}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("malformed_request");
    assertThat(client.get("/api/ui/chat/conv_01jd0000000000000000000000").status()).isEqualTo(404);
    assertThat(send(request("conv_01jd0000000000000000000000", "u1", "Hello")).status())
        .isEqualTo(404);
  }

  @Test
  void theResultsOfToolsGoOnWithTheSameMessage() {
    withTools(() -> {
      ObjectNode request = request("chat-tools", "u1", "Is it warm?");
      request.putArray("tools").addObject().put("name", "weather");
      request.withArray("tools").addObject().put("name", "hours");

      Reply asked = send(request);

      assertThat(types(asked))
          .contains("reasoning-start", "tool-input-start")
          .endsWith("tool-input-available", "tool-input-available", "finish-step", "finish");
      assertThat(asked.body()).contains("\"finishReason\":\"tool-calls\"");
      String message = chunk(asked, "start").path("messageId").asText();

      Reply answered = send(results("chat-tools", message, "a sunny day"));

      assertThat(answered.header("turn-id")).isEqualTo(asked.header("turn-id"));
      assertThat(chunk(answered, "start").path("messageId").asText()).isEqualTo(message);
      assertThat(types(answered))
          .doesNotContain("tool-output-available", "reasoning-start")
          .contains("start-step", "text-delta")
          .endsWith("finish-step", "finish");
      assertThat(answered.body()).contains("a sunny day");
      Consumer<JsonNode> isAnswered =
          part -> assertThat(part.path("output").asText()).isEqualTo("a sunny day");
      assertThat(messages("chat-tools").get(1).path("parts"))
          .filteredOn(part -> part.path("type").asText().equals("tool-weather"))
          .hasSize(1)
          .allSatisfy(isAnswered);
    });
  }

  @Test
  void resultsOfAnotherAnswerAreRefused() {
    Reply reply = send(results("chat-other", "msg_of_nobody", "warm"));

    assertThat(reply.status()).isEqualTo(404);
  }

  private void withTools(Runnable test) {
    try (ServerFixture server =
        new ServerFixture(_ -> {}, settings -> settings.providers(List.of(PROVIDER.endpoint())))) {
      client = server.client();
      test.run();
    }
  }

  private static ObjectNode request(String chat, String id, String text) {
    ObjectNode request = Reply.JSON.createObjectNode().put("id", chat);
    request.put("trigger", "submit-message");
    ObjectNode message = request.putArray("messages").addObject().put("id", id).put("role", "user");
    message.putArray("parts").addObject().put("type", "text").put("text", text);
    return request;
  }

  private static ObjectNode request(String chat, String id, String text, String model) {
    return request(chat, id, text).put("model", model);
  }

  private static ObjectNode results(String chat, String messageId, String weather) {
    ObjectNode request = Reply.JSON.createObjectNode().put("id", chat).put("messageId", messageId);
    ObjectNode message =
        request.putArray("messages").addObject().put("id", messageId).put("role", "assistant");
    message.putArray("parts").addObject().put("type", "step-start");
    for (String tool : List.of("weather", "hours")) {
      message
          .withArray("parts")
          .addObject()
          .put("type", "tool-" + tool)
          .put("toolCallId", tool.equals("weather") ? "toolu_1" : "toolu_2")
          .put("state", "output-available")
          .put("output", tool.equals("weather") ? weather : "at six");
    }
    return request;
  }

  private Reply send(ObjectNode request) {
    return client.post("/api/ui/chat", request.toString());
  }

  private RawConnection open(ObjectNode request) throws IOException {
    return client
        .connect()
        .request(
            "POST",
            "/api/ui/chat",
            "Content-Type: application/json\r\n",
            request.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode messages(String chat) {
    return client.get("/api/ui/chat/" + chat).json().path("messages");
  }

  private static void assertSucceeds(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("success").asBoolean()).isTrue();
  }

  private static List<String> types(Reply reply) {
    return chunks(reply).map(chunk -> chunk.path("type").asText()).toList();
  }

  private static JsonNode chunk(Reply reply, String type) {
    return chunks(reply)
        .filter(chunk -> chunk.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<JsonNode> chunks(Reply reply) {
    String data = "data: ";
    return reply
        .body()
        .lines()
        .filter(line -> line.startsWith(data) && !line.endsWith("[DONE]"))
        .map(line -> Reply.json(line.substring(data.length())));
  }
}
