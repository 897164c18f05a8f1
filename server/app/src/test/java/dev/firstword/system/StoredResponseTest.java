package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses in the background, and what is not stored. */
final class StoredResponseTest {

  private static final String UNKNOWN = "resp_00000000000000000000000000";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final ResponseClient client = new ResponseClient(SERVER.client());

  @Test
  void isAnsweredBeforeTheModelIs() {
    JsonNode created = client.create(ResponseClient.background(SimulatedModels.WRITING, "Hello"));
    String id = created.path("id").asText();

    assertThat(created.path("status").asText()).isIn("queued", "in_progress");
    assertThat(created.path("background").asBoolean()).isTrue();
    assertThat(created.path("store").asBoolean()).isTrue();
    assertThat(created.path("model").asText()).isEqualTo(SimulatedModels.WRITING);
    assertThat(created.at("/conversation/id").asText()).startsWith("conv_");
    JsonNode running = client.awaitStatus(id, "in_progress");
    ServerFixture.awaitTrue(() -> !ResponseClient.text(client.get(id).json()).isEmpty());
    assertThat(running.path("created_at").asLong()).isEqualTo(created.path("created_at").asLong());
    client.cancel(id);
  }

  @Test
  void isCompletedWithoutAReader() {
    String id = background(SimulatedModels.FAST);

    JsonNode response = client.awaitStatus(id, "completed");

    assertThat(response.path("id").asText()).isEqualTo(id);
    assertThat(response.path("model").asText()).isEqualTo(SimulatedModels.FAST);
    assertThat(ResponseClient.text(response)).isNotBlank();
    assertThat(response.at("/output/0/status").asText()).isEqualTo("completed");
    assertThat(response.at("/usage/output_tokens").asInt()).isPositive();
    assertThat(response.path("error").isNull()).isTrue();
  }

  @Test
  void isATurnThatTheNativeApiFollowsAndStops() {
    JsonNode created = client.create(ResponseClient.background(SimulatedModels.WRITING, "Hello"));
    String conversation = created.at("/conversation/id").asText();
    client.awaitStatus(created.path("id").asText(), "in_progress");
    JsonNode page = client.http().get("/api/conversations/" + conversation).json();
    String turnId = page.path("active_turn").asText();

    assertThat(page.at("/messages/0/text").asText()).isEqualTo("Hello");
    assertThat(client.http().cancel(turnId).status()).isEqualTo(202);

    client.awaitStatus(created.path("id").asText(), "cancelled");
    assertThat(client.http().transcript(turnId).ending().type()).isEqualTo("cancelled");
  }

  @Test
  void endsWhereTheClientWantsIt() {
    ObjectNode request =
        ResponseClient.background(SimulatedModels.FAST, "Hello")
            .put("instructions", "Be brief.")
            .put("max_output_tokens", 3);

    JsonNode response =
        client.awaitStatus(client.create(request).path("id").asText(), "incomplete");

    assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
    assertThat(SERVER.onlyCall().model()).isEqualTo(SimulatedModels.FAST);
  }

  @Test
  void isResumedAfterEveryEvent() {
    String id = background(SimulatedModels.FAST);
    client.awaitStatus(id, "completed");

    List<JsonNode> all = client.follow(id);

    assertThat(ResponseClient.types(all))
        .startsWith("response.created", "response.in_progress", "response.output_item.added")
        .endsWith("response.output_item.done", "response.completed");
    assertThat(ResponseClient.numbers(all))
        .isEqualTo(LongStream.range(0, all.size()).boxed().toList());
    assertThat(ResponseClient.deltas(all)).isEqualTo(ResponseClient.text(client.get(id).json()));
    for (int seen = 0; seen < all.size(); seen++) {
      assertThat(client.followAfter(id, seen)).isEqualTo(all.subList(seen + 1, all.size()));
    }
  }

  @Test
  void isFollowedWhileItIsWritten() throws IOException {
    String id = background(SimulatedModels.STEADY);
    client.awaitStatus(id, "in_progress");
    List<JsonNode> seen;
    try (RawConnection first = SERVER.client().connect()) {
      first.get(ResponseClient.PATH + "/" + id + "?stream=true");
      seen = ResponseClient.events(readSome(first));
    }

    List<List<JsonNode>> readers =
        Concurrently.all(
            List.of(-1L, ResponseClient.numbers(seen).getLast()),
            last -> last < 0 ? client.follow(id) : client.followAfter(id, last));

    List<JsonNode> whole = readers.getFirst();
    assertThat(whole).startsWith(seen.toArray(JsonNode[]::new));
    assertThat(readers.getLast()).isEqualTo(whole.subList(seen.size(), whole.size()));
    assertThat(client.get(id).json()).isEqualTo(whole.getLast().path("response"));
  }

  @Test
  void isStreamedByTheRequestThatCreatesIt() {
    Reply reply =
        client.post(ResponseClient.background(SimulatedModels.FAST, "Hello").put("stream", true));

    List<JsonNode> events = ResponseClient.events(reply);

    String id = events.getFirst().at("/response/id").asText();
    assertThat(client.follow(id)).isEqualTo(events);
  }

  @Test
  void goesOnWhenTheClientThatStreamsItLeaves() throws IOException {
    String id;
    try (RawConnection connection = SERVER.client().connect()) {
      post(
          connection,
          ResponseClient.background(SimulatedModels.STEADY, "Hello").put("stream", true));
      id = ResponseClient.events(readSome(connection)).getFirst().at("/response/id").asText();
    }

    assertThat(ResponseClient.text(client.awaitStatus(id, "completed"))).isNotBlank();
  }

  @Test
  void isCancelledOnceAndForAll() {
    String id = background(SimulatedModels.WRITING);
    client.awaitStatus(id, "in_progress");
    ServerFixture.awaitTrue(() -> !ResponseClient.text(client.get(id).json()).isEmpty());

    JsonNode cancelled = client.cancel(id).json();

    assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
    assertThat(cancelled.at("/output/0/status").asText()).isEqualTo("incomplete");
    assertThat(ResponseClient.text(cancelled)).isNotEmpty();
    assertThat(client.cancel(id).json()).isEqualTo(cancelled);
    assertThat(client.get(id).json()).isEqualTo(cancelled);
    JsonNode last = client.follow(id).getLast();
    assertThat(last.path("type").asText()).isEqualTo("response.incomplete");
    assertThat(last.path("response")).isEqualTo(cancelled);
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void staysAsItIsIfItIsCancelledAfterItsEnd() {
    String id = background(SimulatedModels.FAST);
    JsonNode completed = client.awaitStatus(id, "completed");

    assertThat(client.cancel(id).json()).isEqualTo(completed);
  }

  @Test
  void isDeletedWithItsConversation() {
    JsonNode created = client.create(ResponseClient.background(SimulatedModels.WRITING, "Hello"));
    String id = created.path("id").asText();
    client.awaitStatus(id, "in_progress");

    Reply deleted = client.delete(id);

    assertThat(deleted.json().path("deleted").asBoolean()).isTrue();
    assertThat(deleted.json().path("id").asText()).isEqualTo(id);
    assertNotFound(client.get(id));
    assertNotFound(client.delete(id));
    String conversation = created.at("/conversation/id").asText();
    assertThat(client.http().get("/api/conversations/" + conversation).status()).isEqualTo(404);
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void isNotDeletedFromTheMiddleOfAConversation() {
    String first = background(SimulatedModels.FAST);
    client.awaitStatus(first, "completed");
    JsonNode second =
        client.create(
            ResponseClient.request(SimulatedModels.FAST, "And?")
                .put("previous_response_id", first));

    for (String id : List.of(first, second.path("id").asText())) {
      Reply refused = client.delete(id);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().at("/error/message").asText()).contains("/api/conversations/");
    }
  }

  @Test
  void knowsNoResponsesOfOthers() {
    for (String id : List.of(UNKNOWN, "resp_1", "input_tokens", "x".repeat(3_000))) {
      assertNotFound(client.get(id));
      assertNotFound(client.http().get(ResponseClient.PATH + "/" + id + "?stream=true"));
      assertNotFound(client.cancel(id));
      assertNotFound(client.delete(id));
    }
    Reply previous =
        client.post(
            ResponseClient.request(SimulatedModels.FAST, "Hi")
                .put("previous_response_id", UNKNOWN));
    assertThat(previous.status()).isEqualTo(400);
    assertThat(previous.json().at("/error/code").asText()).isEqualTo("previous_response_not_found");
    assertThat(previous.json().at("/error/param").asText()).isEqualTo("previous_response_id");
    Reply conversation =
        client.post(
            ResponseClient.request(SimulatedModels.FAST, "Hi").put("conversation", "conv_unknown"));
    assertNotFound(conversation);
    assertThat(SERVER.calls().calls()).isZero();
  }

  /** A call that does not ask for it is not stored, as before. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"store\":true}", "{\"background\":false}"})
  void storesNothingUnasked(String fields) {
    ObjectNode request = ResponseClient.request(SimulatedModels.FAST, "Hello");
    request.setAll((ObjectNode) Reply.json(fields));

    JsonNode answer = client.create(request);

    assertThat(answer.path("store").asBoolean()).isFalse();
    assertNotFound(client.get(answer.path("id").asText()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"store\":false} | \"store\"",
        "{\"background\":\"yes\"} | \"background\"",
        "{\"conversation\":7} | \"conversation\"",
        "{\"conversation\":{}} | \"conversation\"",
        "{\"conversation\":\"a\",\"previous_response_id\":\"b\"} | exclude each other",
        "{\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]} | no client is there",
        "{\"prompt\":{\"id\":\"p\"}} | \"prompt\"",
        "{\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
            + "{\"role\":\"user\",\"content\":\"c\"}]} | one new message",
        "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"x\"}]} |"
            + " in the background",
      })
  void refusesWhatATurnCannotCarry(String fields, String reason) {
    ObjectNode request = ResponseClient.background(SimulatedModels.FAST, "Hello");
    request.setAll((ObjectNode) Reply.json(fields));

    Reply refused = client.post(request);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/message").asText()).contains(reason);
    assertThat(SERVER.calls().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "", "1.5", "99999999999999999999"})
  void refusesAnEventNumberThatIsNone(String number) {
    Reply refused =
        client
            .http()
            .get(ResponseClient.PATH + "/" + UNKNOWN + "?stream=true&starting_after=" + number);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/message").asText()).contains("starting_after");
  }

  @Test
  void isCreatedOnceForOneKey() {
    String request = ResponseClient.background(SimulatedModels.FAST, "Once").toString();
    Client keyed = new Client(SERVER.firstword().uri(), "Idempotency-Key: background-once\r\n");

    String first = keyed.post(ResponseClient.PATH, request).json().path("id").asText();
    String second = keyed.post(ResponseClient.PATH, request).json().path("id").asText();

    String other = background(SimulatedModels.FAST);

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    client.awaitStatus(first, "completed");
    client.awaitStatus(other, "completed");
    SERVER.awaitCalls(2);
  }

  private String background(String model) {
    return client.create(ResponseClient.background(model, "Hello")).path("id").asText();
  }

  private static void assertNotFound(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(404);
    assertThat(reply.json().at("/error/type").asText()).isEqualTo("not_found_error");
  }

  private static void post(RawConnection connection, ObjectNode request) throws IOException {
    connection.request(
        "POST",
        ResponseClient.PATH,
        "Content-Type: application/json\r\n",
        request.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the beginning of a stream, with some of its text. */
  private static String readSome(RawConnection connection) throws IOException {
    InputStream body = connection.body(connection.readHead());
    StringBuilder received = new StringBuilder();
    while (ResponseClient.deltas(ResponseClient.events(received.toString())).length() < 20) {
      int next = body.read();
      assertThat(next).as(received.toString()).isNotNegative();
      received.append((char) next);
    }
    return received.toString();
  }
}
