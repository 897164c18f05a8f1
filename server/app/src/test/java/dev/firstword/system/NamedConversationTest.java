package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of each provider-compatible API that name a conversation. */
final class NamedConversationTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  enum Api {
    MESSAGES("/v1/messages", "/content/0/text", "message_stop"),
    CHAT("/v1/chat/completions", "/choices/0/message/content", "[DONE]"),
    RESPONSES("/v1/responses", "/output/0/content/0/text", "response.completed");

    private final String path;
    private final String text;
    private final String end;

    Api(String path, String text, String end) {
      this.path = path;
      this.text = text;
      this.end = end;
    }

    String request(String model, String message, String fields) {
      String messages =
          this == RESPONSES
              ? "\"input\":\"%s\"".formatted(message)
              : "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]".formatted(message);
      return "{\"model\":\"%s\",\"%s\":1000,%s%s}"
          .formatted(
              model, this == RESPONSES ? "max_output_tokens" : "max_tokens", messages, fields);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isATurnOfTheConversation(Api api) {
    String conversation = conversation();

    Reply whole = post(api, conversation, api.request(SimulatedModels.FAST, "And then?", ""));
    Reply streamed =
        post(api, conversation, api.request(SimulatedModels.FAST, "And now?", ",\"stream\":true"));

    assertThat(whole.status()).as(whole.body()).isEqualTo(200);
    JsonNode messages = messages(conversation);
    assertThat(messages.findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "assistant", "user", "assistant");
    assertThat(messages.get(2).path("text").asText()).isEqualTo("And then?");
    assertThat(whole.json().at(api.text).asText())
        .isNotBlank()
        .isEqualTo(messages.get(3).path("text").asText());
    assertThat(whole.header("turn-id")).hasValue(messages.get(3).path("turn_id").asText());
    assertThat(streamed.header("turn-id")).hasValue(messages.get(5).path("turn_id").asText());
    assertThat(streamed.body()).contains(api.end);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWhenItsClientLeavesAndIsResumedByTheNativeApi(Api api) throws IOException {
    String conversation = conversation();
    String turnId;
    try (RawConnection connection = client.connect()) {
      connection.request(
          "POST",
          api.path,
          "Content-Type: application/json\r\nFirstword-Conversation: " + conversation + "\r\n",
          api.request(SimulatedModels.STEADY, "Go on", ",\"stream\":true")
              .getBytes(StandardCharsets.UTF_8));
      turnId = connection.readHead().header("turn-id").orElseThrow();
    }

    assertThat(client.transcript(turnId).ending().type()).isEqualTo("done");
    assertThat(messages(conversation).get(3).path("state").asText()).isEqualTo("complete");
  }

  @ParameterizedTest
  @EnumSource
  void isStoppedByTheNativeApi(Api api) throws IOException {
    String conversation = conversation();
    try (RawConnection connection = client.connect()) {
      connection.request(
          "POST",
          api.path,
          "Content-Type: application/json\r\nFirstword-Conversation: " + conversation + "\r\n",
          api.request(SimulatedModels.WRITING, "At length", ",\"stream\":true")
              .getBytes(StandardCharsets.UTF_8));
      String turnId = connection.readHead().header("turn-id").orElseThrow();
      ServerFixture.awaitTrue(() -> !client.turn(turnId).json().path("text").asText().isEmpty());

      assertThat(client.cancel(turnId).status()).isEqualTo(202);

      assertThat(client.transcript(turnId).ending().type()).isEqualTo("cancelled");
    }
    SERVER.awaitCallsClosed(1);
  }

  @ParameterizedTest
  @EnumSource
  void doesNotKnowTheConversationsOfOthers(Api api) {
    Reply reply = post(api, "conv_unknown", api.request(SimulatedModels.FAST, "Hi", ""));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().at("/error/type").asText()).isEqualTo("not_found_error");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void refusesAHeaderWithoutAName(Api api) {
    assertThat(post(api, " ", api.request(SimulatedModels.FAST, "Hi", "")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource
  void refusesABodyThatIsNoRequest(Api api) {
    assertThat(post(api, "conv_unknown", "[]").status()).isEqualTo(400);
    assertThat(post(api, "conv_unknown", "{}").status()).isEqualTo(400);
  }

  @Test
  void failsWithTheStatusOfTheFailureAndIsNotSentAgainByTheSdk() {
    String conversation = conversation();
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(3));

    Reply reply =
        post(Api.MESSAGES, conversation, Api.MESSAGES.request(SimulatedModels.FAST, "Hi", ""));

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.json().path("type").asText()).isEqualTo("error");
    assertThat(reply.header("x-should-retry")).hasValue("false");
  }

  /** Returns a conversation with one turn. The same first message again would be the same one. */
  private String conversation() {
    try (EventStream stream = client.ask(ChatCall.of("Hello").key(UUID.randomUUID().toString()))) {
      stream.awaitEnd();
      SERVER.resetSimulator();
      return stream.conversationId();
    }
  }

  private Reply post(Api api, String conversation, String body) {
    Client naming =
        new Client(SERVER.firstword().uri(), "Firstword-Conversation: " + conversation + "\r\n");
    return naming.post(api.path, body);
  }

  private JsonNode messages(String conversation) {
    return client.get("/api/conversations/" + conversation).json().path("messages");
  }
}
