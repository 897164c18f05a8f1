package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.CallRecord;
import dev.firstword.simulator.playback.Ending;
import java.io.IOException;
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
    // 300 ms of grace; the clocks of both sides may round.
    assertThat(call.endedAtMillis().orElseThrow()).isGreaterThanOrEqualTo(leftAt + 295);
    assertCancelledByDisconnect(stream.turnId());
  }

  @Test
  void forgetsItsGraceWhenAReaderReturns() {
    EventStream stream =
        client.ask(Ask.steady("Do I come back?").profile(TestProfiles.UNREAD_ENDS_SOON));
    stream.awaitText(20);
    stream.close();

    EventStream back = client.followAfter(stream.turnId(), stream.seen().size());

    // The answer takes a second, the grace would have been over after 300 ms.
    assertThat(back.awaitEnd().ending().type()).isEqualTo("done");
  }

  @Test
  void startsItsGraceAnewWithEachDeparture() {
    EventStream stream =
        client.ask(Ask.writing("Do I go twice?").profile(TestProfiles.UNREAD_ENDS_SOON));
    stream.awaitText(20);
    stream.close();
    EventStream back = client.follow(stream.turnId());
    back.awaitText(20);

    long leftAt = System.currentTimeMillis();
    back.close();

    assertThat(awaitCallEnded().endedAtMillis().orElseThrow()).isGreaterThanOrEqualTo(leftAt + 295);
  }

  @Test
  void keepsTheMessageOfSomebodyWhoLeftBeforeTheAnswerBegan() throws IOException {
    long before = conversations();
    try (Connection connection = client.connect()) {
      connection.chat(
          Ask.thinking("I send this and leave").profile(TestProfiles.UNREAD_ENDS_AT_ONCE));
      connection.reset();
    }

    ServerFixture.awaitTrue(() -> SERVER.calls().open() == 0 && noneActive());
    assertThat(conversations()).isBetween(before, before + 1);
  }

  private long conversations() {
    return client.get("/api/conversations?limit=200").json().path("conversations").size();
  }

  private boolean noneActive() {
    for (var conversation :
        client.get("/api/conversations?limit=200").json().path("conversations")) {
      if (client
          .get("/api/conversations/" + conversation.path("id").asText())
          .json()
          .has("active_turn")) {
        return false;
      }
    }
    return true;
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
