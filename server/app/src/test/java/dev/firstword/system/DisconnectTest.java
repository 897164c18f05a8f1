package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.CallRecord;
import dev.firstword.simulator.response.CallOutcome;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Turns whose readers disconnect. */
final class DisconnectTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  /** The ways a reader disconnects. */
  enum Disconnect {
    CLOSED_TAB {
      @Override
      void leave(EventStream stream) {
        stream.close();
      }
    },
    CRASH {
      @Override
      void leave(EventStream stream) throws IOException {
        stream.reset();
      }
    };

    abstract void leave(EventStream stream) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void closesTheUpstreamCallDuringTheSilenceBeforeTheFirstToken(Disconnect disconnect)
      throws IOException {
    EventStream stream =
        client.ask(
            ChatCall.thinking("Do I go in silence by " + disconnect + "?")
                .profile(TestProfiles.CANCELS_ON_DISCONNECT));
    SERVER.awaitCalls(1);

    long leftAt = System.currentTimeMillis();
    disconnect.leave(stream);

    CallRecord call = awaitCallEnded();
    assertThat(call.outcome()).hasValue(CallOutcome.CLOSED_BY_CLIENT);
    assertThat(call.firstTokenAtMillis()).isEmpty();
    assertThat(call.endedAtMillis().orElseThrow()).isBetween(leftAt, leftAt + 5_000);
    assertCancelledByDisconnect(stream.turnId());
  }

  @ParameterizedTest
  @EnumSource
  void closesTheUpstreamCallInTheMiddleOfTheText(Disconnect disconnect) throws IOException {
    EventStream stream =
        client.ask(
            ChatCall.writing("Do I go in mid-stream by " + disconnect + "?")
                .profile(TestProfiles.CANCELS_ON_DISCONNECT));
    String seen = stream.awaitText(100);

    long leftAt = System.currentTimeMillis();
    disconnect.leave(stream);

    CallRecord call = awaitCallEnded();
    assertThat(call.outcome()).hasValue(CallOutcome.CLOSED_BY_CLIENT);
    assertThat(call.endedAtMillis().orElseThrow()).isBetween(leftAt, leftAt + 5_000);
    assertCancelledByDisconnect(stream.turnId());
    assertThat(client.turn(stream.turnId()).json().path("text").asText()).startsWith(seen);
  }

  @Test
  void continuesWhileAnotherReaderIsConnected() {
    EventStream first =
        client.ask(ChatCall.steady("Who stays?").profile(TestProfiles.CANCELS_ON_DISCONNECT));
    EventStream second = client.follow(first.turnId());
    second.awaitText(20);

    first.close();

    assertThat(second.awaitEnd().ending().type()).isEqualTo("done");
    assertThat(SERVER.onlyCall().outcome()).hasValue(CallOutcome.FINISHED);
  }

  @Test
  void endsWhenTheLastOfSeveralReadersLeaves() {
    EventStream first =
        client.ask(ChatCall.writing("Who goes last?").profile(TestProfiles.CANCELS_ON_DISCONNECT));
    EventStream second = client.follow(first.turnId());
    second.awaitText(20);

    first.close();
    second.awaitText(second.awaitText(1).length() + 100);
    second.close();

    assertThat(awaitCallEnded().outcome()).hasValue(CallOutcome.CLOSED_BY_CLIENT);
    assertCancelledByDisconnect(first.turnId());
  }

  @Test
  void finishesWithoutReadersWithinItsGracePeriod() {
    EventStream stream = client.ask(ChatCall.steady("Do you finish without me?"));
    String seen = stream.awaitText(50);

    stream.close();

    assertThat(awaitCallEnded().outcome()).hasValue(CallOutcome.FINISHED);
    Transcript whole = client.transcript(stream.turnId());
    assertThat(whole.ending().type()).isEqualTo("done");
    assertThat(whole.text()).startsWith(seen).hasSizeGreaterThan(seen.length());
    assertThat(whole.events().getFirst().type()).isEqualTo("start");
  }

  @Test
  void isCancelledWhenItsGracePeriodExpires() {
    EventStream stream =
        client.ask(
            ChatCall.writing("How long do you wait?").profile(TestProfiles.SHORT_DISCONNECT_GRACE));
    stream.awaitText(20);

    long leftAt = System.currentTimeMillis();
    stream.close();

    CallRecord call = awaitCallEnded();
    assertThat(call.outcome()).hasValue(CallOutcome.CLOSED_BY_CLIENT);
    // One second of grace; the clocks of both sides may round.
    assertThat(call.endedAtMillis().orElseThrow()).isGreaterThanOrEqualTo(leftAt + 995);
    assertCancelledByDisconnect(stream.turnId());
  }

  @Test
  void stopsTheGracePeriodWhenAReaderReturns() {
    EventStream stream =
        client.ask(
            ChatCall.writing("Do I come back?").profile(TestProfiles.SHORT_DISCONNECT_GRACE));
    stream.awaitText(20);
    stream.close();
    awaitMoreText(stream.turnId(), 50); // Long enough for the disconnect to be noticed.

    EventStream back = client.follow(stream.turnId());
    back.awaitText(20);
    long backAt = System.nanoTime();
    while (System.nanoTime() - backAt < Duration.ofMillis(1_500).toNanos()) {
      back.awaitText(Transcript.textOf(back.received()).length() + 20);
    }
    client.cancel(stream.turnId());

    assertThat(back.awaitEnd().ending().field("by")).isEqualTo("user");
  }

  @Test
  void restartsTheGracePeriodOnEachDisconnect() {
    EventStream stream =
        client.ask(ChatCall.writing("Do I go twice?").profile(TestProfiles.SHORT_DISCONNECT_GRACE));
    stream.awaitText(20);
    stream.close();
    awaitMoreText(stream.turnId(), 50);
    EventStream back = client.follow(stream.turnId());
    back.awaitText(20);

    long leftAt = System.currentTimeMillis();
    back.close();

    assertThat(awaitCallEnded().endedAtMillis().orElseThrow()).isGreaterThanOrEqualTo(leftAt + 995);
  }

  @Test
  void keepsTheMessageOfAClientThatDisconnects() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.chat(
          ChatCall.thinking("I send this and leave").profile(TestProfiles.CANCELS_ON_DISCONNECT));
    }

    ServerFixture.awaitTrue(() -> newest().path("title").asText().equals("I send this and leave"));
    String conversation = "/api/conversations/" + newest().path("id").asText();
    ServerFixture.awaitTrue(() -> !client.get(conversation).json().has("active_turn"));
    JsonNode message = client.get(conversation).json().path("messages").path(0);
    assertThat(message.path("text").asText()).isEqualTo("I send this and leave");
    assertCancelledByDisconnect(message.path("turn_id").asText());
    ServerFixture.awaitTrue(() -> SERVER.calls().open() == 0);
  }

  private JsonNode newest() {
    return client.get("/api/conversations?limit=1").json().path("conversations").path(0);
  }

  private void awaitMoreText(String turnId, int characters) {
    int length = textOf(turnId).length() + characters;
    ServerFixture.awaitTrue(() -> textOf(turnId).length() >= length);
  }

  private String textOf(String turnId) {
    return client.turn(turnId).json().path("text").asText();
  }

  private void assertCancelledByDisconnect(String turnId) {
    ReceivedEvent ending = client.transcript(turnId).ending();
    assertThat(ending.type()).isEqualTo("cancelled");
    assertThat(ending.field("by")).isEqualTo("disconnect");
  }

  private static CallRecord awaitCallEnded() {
    ServerFixture.awaitTrue(() -> SERVER.onlyCall().outcome().isPresent());
    return SERVER.onlyCall();
  }
}
