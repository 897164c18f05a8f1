package dev.firstword.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the retrying client against a scripted server. */
@Timeout(30)
final class TurnClientTest {

  private static final String START =
      "id: 1\ndata: {\"type\":\"start\",\"turn_id\":\"turn_1\"}\n\n";
  private static final String TEXT = "id: 2\ndata: {\"type\":\"text\",\"text\":\"a\"}\n\n";
  private static final String DONE = "id: 3\ndata: {\"type\":\"done\"}\n\ndata: [DONE]\n\n";

  private ScriptedServer server;

  @BeforeEach
  void listen() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void readsACompleteTurn() {
    server.addCompleteStream(START + TEXT + DONE);

    TurnClient client = run();

    assertThat(client.violation()).isEmpty();
    assertThat(client.events())
        .extracting(ReceivedEvent::type)
        .containsExactly("start", "text", "done");
    assertThat(server.requests()).singleElement().asString().contains("Idempotency-Key: key-1");
  }

  @Test
  void resumesAfterTheLastEventSeen() {
    server.addBrokenStream(START + TEXT);
    server.addCompleteStream(DONE);

    TurnClient client = run();

    assertThat(client.violation()).isEmpty();
    assertThat(client.brokenConnections()).isOne();
    assertThat(server.requests().getLast())
        .startsWith("GET /api/turns/turn_1/stream ")
        .contains("Last-Event-ID: 2");
  }

  @Test
  void retriesWithTheSameKeyIfNothingWasSeen() {
    server.addBrokenStream("");
    server.addCompleteStream(START + DONE);

    TurnClient client = run();

    assertThat(client.violation()).isEmpty();
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().getLast())
        .startsWith("POST /api/chat/stream ")
        .contains("Idempotency-Key: key-1");
  }

  @Test
  void offersTheToolsOfItsRequest() {
    server.addCompleteStream(START + DONE);

    run(TurnRequest.of("Hello", "key-1").withTools(List.of("weather")));

    assertThat(server.requests().getFirst()).contains("\"tools\":[{\"name\":\"weather\"}]");
  }

  @Test
  void reportsTheEventThatItAwaits() {
    server.addCompleteStream(START + TEXT + DONE);
    TurnClient client =
        client(TurnRequest.of("Hello", "key-1")).awaiting(event -> event.is("text"));

    client.run();

    assertThat(client.awaited()).isCompletedWithValueMatching(event -> event.id() == 2);
  }

  @Test
  void failsIfTheEventThatItAwaitsDoesNotCome() {
    server.addCompleteStream(START + DONE);
    TurnClient client =
        client(TurnRequest.of("Hello", "key-1")).awaiting(event -> event.is("text"));

    client.run();

    assertThat(client.awaited()).isCompletedExceptionally();
  }

  @Test
  void detectsIdsThatDoNotIncrease() {
    server.addBrokenStream(START + TEXT);
    server.addCompleteStream(TEXT + DONE);

    assertThat(run().violation()).contains("event 2 (text) follows event 2");
  }

  @Test
  void detectsASecondTerminalEvent() {
    server.addCompleteStream(START + "id: 2\ndata: {\"type\":\"done\"}\n\n" + DONE);

    assertThat(run().violation()).contains("event 3 follows the end");
  }

  @Test
  void detectsAMissingTerminalEvent() {
    server.addCompleteStream(START + TEXT + "data: [DONE]\n\n");

    assertThat(run().violation()).contains("[DONE] before a last event");
  }

  @Test
  void detectsAMissingTurn() {
    server.addBrokenStream(START);
    server.addRefusal(404, "{\"code\":\"unknown_turn\",\"action\":\"edit\"}");

    assertThat(run().violation()).hasValueSatisfying(fault -> assertThat(fault).contains("404"));
  }

  @Test
  void acceptsARefusalIfAllowed() {
    server.addRefusal(503, "{\"code\":\"store_away\",\"action\":\"wait\"}");

    TurnClient client = run(new TurnRequest("Hello", null, "key-1", true));

    assertThat(client.isAcknowledged()).isFalse();
    assertThat(client.refusal())
        .hasValueSatisfying(refusal -> assertThat(refusal.action()).isEqualTo("wait"));
  }

  private TurnClient run() {
    return run(TurnRequest.of("Hello", "key-1"));
  }

  private TurnClient run(TurnRequest ask) {
    TurnClient client = client(ask);
    client.run();
    return client;
  }

  private TurnClient client(TurnRequest ask) {
    return TurnClient.posting(List.of(server.address()), ask, Duration.ofSeconds(20));
  }
}
