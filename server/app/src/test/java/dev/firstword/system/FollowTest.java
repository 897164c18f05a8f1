package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Following a turn: replay, resume, live streaming, after its end and after a restart. */
final class FollowTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void replaysTheWholeStream() {
    EventStream first = client.ask(ChatCall.of("Hello, replay this"));
    Transcript original = first.awaitEnd();

    Transcript replay = client.transcript(first.turnId());

    assertThat(replay.raw()).isEqualTo(original.raw());
  }

  @Test
  void repeatsTheHeadersOfTheFirstResponse() {
    EventStream first = client.ask(ChatCall.of("Hello, follow this"));
    first.awaitEnd();

    EventStream second = client.follow(first.turnId());

    for (String name : List.of("content-type", "cache-control", "x-accel-buffering", "turn-id")) {
      assertThat(second.head().header(name)).isEqualTo(first.head().header(name)).isPresent();
    }
  }

  @Test
  void resumesAfterEachEventOfAFinishedTurn() {
    EventStream first = client.ask(ChatCall.of("Hello, resume this"));
    Transcript original = first.awaitEnd();

    for (int seen = 0; seen < original.events().size(); seen++) {
      EventStream byHeader = client.followAfter(first.turnId(), seen);
      EventStream byParameter = client.follow(first.turnId(), "?after=" + seen, "");

      assertThat(byHeader.awaitEnd().raw()).isEqualTo(original.rawAfter(seen));
      assertThat(byParameter.awaitEnd().raw()).isEqualTo(original.rawAfter(seen));
    }
  }

  /** An {@code EventSource} reconnects for ever, unless it gets 204. */
  @Test
  void stopsAnEventSourceThatHasSeenTheEnd() {
    EventStream first = client.ask(ChatCall.of("Hello, when will you stop?"));
    long lastEventId = first.awaitEnd().ending().id();

    assertEndOfEventSource(client, first.turnId(), lastEventId);
    SERVER.restart();
    assertEndOfEventSource(SERVER.client(), first.turnId(), lastEventId);
  }

  @Test
  void stopsAnEventSourceThatHasSeenACancelledTurn() {
    EventStream first = client.ask(ChatCall.writing("When will you be stopped?"));
    first.awaitText(20);
    client.cancel(first.turnId());

    assertEndOfEventSource(client, first.turnId(), first.awaitEnd().ending().id());
  }

  private static void assertEndOfEventSource(Client client, String turnId, long lastEventId) {
    Reply reply =
        client.send(
            "GET", "/api/turns/" + turnId + "/stream", "Last-Event-ID: " + lastEventId + "\r\n");

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("turn-id")).hasValue(turnId);
  }

  @Test
  void endsTheStreamOfAReaderThatAsksForNothingMoreByParameter() {
    EventStream first = client.ask(ChatCall.of("Hello, is there anything after that?"));
    Transcript original = first.awaitEnd();

    long lastEventId = original.ending().id();
    Reply second = client.get("/api/turns/" + first.turnId() + "/stream?after=" + lastEventId);

    assertThat(second.body())
        .as("with an id, so that an EventSource gets 204 when it reconnects")
        .isEqualTo("id: " + lastEventId + "\n" + Transcript.END);
    assertEndOfEventSource(client, first.turnId(), lastEventId);
  }

  @Test
  void prefersTheHeaderOverTheParameter() {
    EventStream first = client.ask(ChatCall.of("Hello, what goes first?"));
    Transcript original = first.awaitEnd();

    EventStream second = client.follow(first.turnId(), "?after=2", "Last-Event-ID: 5\r\n");

    assertThat(second.awaitEnd().raw()).isEqualTo(original.rawAfter(5));
  }

  @Test
  void sendsTheEndToAReaderAheadOfAnEndedTurn() {
    EventStream first = client.ask(ChatCall.of("Hello, how did it end?"));
    Transcript original = first.awaitEnd();

    EventStream ahead = client.followAfter(first.turnId(), 1_000_000);

    assertThat(ahead.awaitEnd().raw()).isEqualTo(original.rawAfter(original.events().size() - 1));
  }

  @Test
  void sendsConcurrentReadersTheSameBytes() {
    EventStream first = client.ask(ChatCall.steady("Tell all of us a story"));
    List<EventStream> readers =
        IntStream.range(0, 8)
            .mapToObj(i -> {
              first.awaitText(40 * i);
              return client.follow(first.turnId());
            })
            .toList();

    Transcript original = first.awaitEnd();

    assertThat(original.ending().type()).isEqualTo("done");
    assertThat(readers)
        .allSatisfy(reader -> assertThat(reader.awaitEnd().raw()).isEqualTo(original.raw()));
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void resumesLiveAfterALostConnection() throws Exception {
    EventStream lost = client.ask(ChatCall.steady("Tell me a story and lose me"));
    lost.awaitText(100);
    lost.reset();
    int seen = lost.received().size();

    Transcript rest = client.followAfter(lost.turnId(), seen).awaitEnd();

    assertThat(rest.events().getFirst().id()).isEqualTo(seen + 1L);
    assertThat(rest.raw()).isEqualTo(client.transcript(lost.turnId()).rawAfter(seen));
    assertThat(rest.ending().type()).isEqualTo("done");
  }

  @Test
  void answersImmediatelyWhenThereIsNothingNew() {
    EventStream first = client.ask(ChatCall.thinking("Will you answer me in silence?"));
    int seen = (int) first.awaitEvent("estimate").id();

    EventStream second = client.followAfter(first.turnId(), seen);

    assertThat(second.head().status()).isEqualTo(200);
    assertThat(first.received()).hasSize(seen);
    assertThat(second.received()).isEmpty();
  }

  @Test
  void sendsNewEventsToAReaderAheadOfARunningTurn() {
    EventStream first = client.ask(ChatCall.thinking("Will there be an event 500?"));
    int seen = (int) first.awaitEvent("estimate").id();
    EventStream ahead = client.followAfter(first.turnId(), 500);

    client.cancel(first.turnId());

    assertThat(ahead.awaitEnd().raw()).isEqualTo(first.awaitEnd().rawAfter(seen));
  }

  @Test
  void reportsAWaitingTurn() {
    EventStream stream = client.ask(ChatCall.thinking("Where do you stand?"));
    stream.awaitEvent("model");

    JsonNode turn = client.turn(stream.turnId()).json();

    assertThat(turn.path("state").asText()).isEqualTo("waiting");
    assertThat(turn.path("text").asText("none")).isEmpty();
    assertThat(turn.has("latency")).isFalse();
    ReceivedEvent start = stream.awaitEvent("start");
    for (String id :
        List.of("turn_id", "conversation_id", "user_message_id", "assistant_message_id")) {
      assertThat(turn.path(id).asText()).isEqualTo(start.field(id));
    }
  }

  @Test
  void reportsAStreamingTurn() {
    EventStream stream = client.ask(ChatCall.writing("Where do you stand now?"));
    String text = stream.awaitText(50);

    JsonNode turn = client.turn(stream.turnId()).json();

    assertThat(turn.path("state").asText()).isEqualTo("streaming");
    assertThat(turn.path("text").asText()).startsWith(text);
  }

  @Test
  void reportsADoneTurn() {
    EventStream stream = client.ask(ChatCall.of("Hello, how did you end?"));
    Transcript answer = stream.awaitEnd();

    JsonNode turn = client.turn(stream.turnId()).json();

    assertThat(turn.path("state").asText()).isEqualTo("done");
    assertThat(turn.path("text").asText()).isEqualTo(answer.text());
    assertThat(turn.path("last_event_id").asLong()).isEqualTo(answer.ending().id());
    assertThat(turn.get("latency")).isEqualTo(answer.ending().json().get("latency"));
  }

  @Test
  void reportsACancelledTurn() {
    EventStream stream = client.ask(ChatCall.writing("Where were you stopped?"));
    stream.awaitText(20);
    client.cancel(stream.turnId());
    Transcript answer = stream.awaitEnd();

    JsonNode turn = client.turn(stream.turnId()).json();

    assertThat(turn.path("state").asText()).isEqualTo("cancelled");
    assertThat(turn.path("text").asText()).isEqualTo(answer.text()).isNotEmpty();
    assertThat(turn.get("latency")).isEqualTo(answer.ending().json().get("latency"));
  }

  @Test
  void reportsAFailedTurn() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(5));
    EventStream stream = client.ask(ChatCall.of("Hello, where did you fail?"));
    Transcript answer = stream.awaitEnd();

    JsonNode turn = client.turn(stream.turnId()).json();

    assertThat(turn.path("state").asText()).isEqualTo("failed");
    assertThat(turn.path("text").asText()).isEqualTo(answer.text()).isNotEmpty();
  }

  @Test
  void replaysTheSameBytesAfterARestart() {
    EventStream done = client.ask(ChatCall.of("Hello, outlive a restart"));
    Transcript doneBefore = done.awaitEnd();
    EventStream cancelled = client.ask(ChatCall.writing("Outlive a restart too"));
    cancelled.awaitText(50);
    client.cancel(cancelled.turnId());
    Transcript cancelledBefore = cancelled.awaitEnd();
    JsonNode turnBefore = client.turn(done.turnId()).json();

    SERVER.restart();

    Client after = SERVER.client();
    assertThat(after.transcript(done.turnId()).raw()).isEqualTo(doneBefore.raw());
    assertThat(after.transcript(cancelled.turnId()).raw()).isEqualTo(cancelledBefore.raw());
    assertThat(after.turn(done.turnId()).json()).isEqualTo(turnBefore);
    for (int seen = 0; seen < doneBefore.events().size(); seen++) {
      assertThat(after.followAfter(done.turnId(), seen).awaitEnd().raw())
          .isEqualTo(doneBefore.rawAfter(seen));
    }
  }

  @Test
  void keepsASlowReaderConnected() throws Exception {
    EventStream first = client.ask(ChatCall.steady("Tell a slow reader a story"));
    try (RawConnection slow = client.connect()) {
      slow.get("/api/turns/" + first.turnId() + "/stream");
      Transcript original = first.awaitEnd();
      ServerFixture.awaitTrue(
          () -> client.turn(first.turnId()).json().path("state").asText().equals("done"));

      Transcript late = EventStream.read(slow).awaitEnd();

      assertThat(late.raw()).isEqualTo(original.raw());
    }
  }
}
