package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.CallRecord;
import dev.firstword.simulator.playback.Ending;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a turn when its readers leave. */
final class DepartureTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  /** How a reader goes away. */
  enum Departure {
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
  void closesTheUpstreamCallDuringTheSilenceBeforeTheFirstToken(Departure departure)
      throws IOException {
    EventStream stream =
        client.ask(
            Ask.thinking("Do I go in silence by " + departure + "?")
                .profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
    SERVER.awaitCalls(1);

    long leftAt = System.currentTimeMillis();
    departure.leave(stream);

    CallRecord call = awaitCallEnded();
    assertThat(call.ending()).hasValue(Ending.CLOSED_BY_CLIENT);
    assertThat(call.firstTokenAtMillis()).isEmpty();
    assertThat(call.endedAtMillis().orElseThrow()).isBetween(leftAt, leftAt + 5_000);
    assertCancelledByDisconnect(stream.turnId());
  }

  @ParameterizedTest
  @EnumSource
  void closesTheUpstreamCallInTheMiddleOfTheText(Departure departure) throws IOException {
    EventStream stream =
        client.ask(
            Ask.writing("Do I go in mid-stream by " + departure + "?")
                .profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
    String seen = stream.awaitText(100);

    long leftAt = System.currentTimeMillis();
    departure.leave(stream);

    CallRecord call = awaitCallEnded();
    assertThat(call.ending()).hasValue(Ending.CLOSED_BY_CLIENT);
    assertThat(call.endedAtMillis().orElseThrow()).isBetween(leftAt, leftAt + 5_000);
    assertCancelledByDisconnect(stream.turnId());
    assertThat(client.turn(stream.turnId()).json().path("text").asText()).startsWith(seen);
  }

  @Test
  void goesOnWhileAnotherReaderIsThere() {
    EventStream first =
        client.ask(Ask.steady("Who stays?").profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
    EventStream second = client.follow(first.turnId());
    second.awaitText(20);

    first.close();

    assertThat(second.awaitEnd().ending().type()).isEqualTo("done");
    assertThat(SERVER.onlyCall().ending()).hasValue(Ending.FINISHED);
  }

  @Test
  void endsWhenTheLastOfSeveralReadersLeaves() {
    EventStream first =
        client.ask(Ask.writing("Who goes last?").profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
    EventStream second = client.follow(first.turnId());
    second.awaitText(20);

    first.close();
    second.awaitText(second.awaitText(1).length() + 100);
    second.close();

    assertThat(awaitCallEnded().ending()).hasValue(Ending.CLOSED_BY_CLIENT);
    assertCancelledByDisconnect(first.turnId());
  }

  @Test
  void goesOnUnreadWithinItsGraceAndFinishes() {
    EventStream stream = client.ask(Ask.steady("Do you finish without me?"));
    String seen = stream.awaitText(50);

    stream.close();

    assertThat(awaitCallEnded().ending()).hasValue(Ending.FINISHED);
    Transcript whole = client.transcript(stream.turnId());
    assertThat(whole.ending().type()).isEqualTo("done");
    assertThat(whole.text()).startsWith(seen).hasSizeGreaterThan(seen.length());
    assertThat(whole.events().getFirst().type()).isEqualTo("start");
  }

  @Test
  void cancelsItselfWhenItsGraceIsOver() {
    EventStream stream =
        client.ask(Ask.writing("How long do you wait?").profile(TestProfiles.UNREAD_ENDS_SOON));
    stream.awaitText(20);

    long leftAt = System.currentTimeMillis();
    stream.close();

    CallRecord call = awaitCallEnded();
    assertThat(call.ending()).hasValue(Ending.CLOSED_BY_CLIENT);
    // A second of grace; the clocks of both sides may round.
    assertThat(call.endedAtMillis().orElseThrow()).isGreaterThanOrEqualTo(leftAt + 995);
    assertCancelledByDisconnect(stream.turnId());
  }

  @Test
  void forgetsItsGraceWhenAReaderReturns() {
    EventStream stream =
        client.ask(Ask.writing("Do I come back?").profile(TestProfiles.UNREAD_ENDS_SOON));
    stream.awaitText(20);
    stream.close();
    awaitMoreText(stream.turnId(), 50); // Long enough for the departure to be noticed.

    EventStream back = client.follow(stream.turnId());
    back.awaitText(20);
    long backAt = System.nanoTime();
    while (System.nanoTime() - backAt < Duration.ofMillis(1_500).toNanos()) {
      back.awaitText(Transcript.textOf(back.seen()).length() + 20);
    }
    client.cancel(stream.turnId());

    assertThat(back.awaitEnd().ending().field("by")).isEqualTo("user");
  }

  @Test
  void startsItsGraceAnewWithEachDeparture() {
    EventStream stream =
        client.ask(Ask.writing("Do I go twice?").profile(TestProfiles.UNREAD_ENDS_SOON));
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
  void keepsTheMessageOfSomebodyWhoSendsItAndLeaves() throws IOException {
    try (Connection connection = client.connect()) {
      connection.chat(
          Ask.thinking("I send this and leave").profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
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
    SeenEvent ending = client.transcript(turnId).ending();
    assertThat(ending.type()).isEqualTo("cancelled");
    assertThat(ending.field("by")).isEqualTo("disconnect");
  }

  private static CallRecord awaitCallEnded() {
    ServerFixture.awaitTrue(() -> SERVER.onlyCall().ending().isPresent());
    return SERVER.onlyCall();
  }
}
