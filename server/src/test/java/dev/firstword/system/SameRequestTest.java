package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same request, twice or a hundred times, costs one generation. */
final class SameRequestTest {

  private static final Duration DOUBLE_CLICK = Duration.ofSeconds(2);

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void attachesToTheRunningTurnOfTheSameKey() {
    Ask ask = Ask.steady("Once, while it runs").key("running");
    EventStream first = client.ask(ask);
    first.awaitText(50);

    EventStream second = client.ask(ask);

    assertThat(first.head().header("idempotency-replayed")).isEmpty();
    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.turnId()).isEqualTo(first.turnId());
    assertThat(second.awaitEnd().raw()).isEqualTo(first.awaitEnd().raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysTheFinishedTurnOfTheSameKey() {
    Ask ask = Ask.of("Once, after its end").key("finished");
    Transcript original = client.answer(ask);

    EventStream second = client.ask(ask);

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysTheTurnOfTheSameKeyAfterARestart() {
    Ask ask = Ask.of("Once, after a restart").key("restarted");
    Transcript original = client.answer(ask);
    SERVER.restart();

    EventStream second = SERVER.client().ask(ask);

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysACancelledTurnToo() {
    Ask ask = Ask.writing("Once, cancelled").key("cancelled");
    EventStream first = client.ask(ask);
    first.awaitText(20);
    client.cancel(first.turnId());
    Transcript original = first.awaitEnd();

    EventStream second = client.ask(ask);

    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
  }

  @Test
  void refusesTheKeyOfARunningTurnForAnotherRequest() {
    client.ask(Ask.thinking("This one").key("reused-running"));

    Reply reply = client.refused(Ask.thinking("That one").key("reused-running"));

    Refusal.assertThatIs(reply, 422, "idempotency_key_reused");
  }

  @Test
  void refusesTheKeyOfAFinishedTurnForAnotherRequestAlsoAfterARestart() {
    client.answer(Ask.of("This one, finished").key("reused-finished"));
    Ask other = Ask.of("That one, later").key("reused-finished");

    Reply before = client.refused(other);
    SERVER.restart();
    Reply after = SERVER.client().refused(other);

    Refusal.assertThatIs(before, 422, "idempotency_key_reused");
    Refusal.assertThatIs(after, 422, "idempotency_key_reused");
  }

  @Test
  void takesAnotherKeyForAnotherTurn() {
    EventStream first = client.ask(Ask.of("Same words, two keys").key("one"));
    EventStream second = client.ask(Ask.of("Same words, two keys").key("two"));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
    assertThat(second.head().header("idempotency-replayed")).isEmpty();
  }

  @Test
  void freesTheKeyOfARefusedRequest() {
    client.refused(Ask.of("Refused").in("conv_unknown").key("refused"));

    Transcript answer = client.answer(Ask.of("Accepted").key("refused"));

    assertThat(answer.ending().type()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "ünïcode", "\u0001"})
  void refusesAKeyThatIsNone(String key) {
    Refusal.assertThatIs(client.refused(Ask.of("Which key?").key(key)), 400, "malformed_request");
  }

  @Test
  void refusesAKeyThatIsTooLong() {
    Reply reply = client.refused(Ask.of("Which key?").key("k".repeat(256)));

    Refusal.assertThatIs(reply, 400, "malformed_request");
  }

  @Test
  void startsOneGenerationForAHundredRequestsOfOneKeyAtOnce() {
    Ask ask = Ask.steady("A hundred at once with a key").key("hundred");

    List<EventStream> streams = Together.all(Collections.nCopies(100, ask), client::ask);

    assertOneGeneration(streams);
  }

  @Test
  void startsOneGenerationForAHundredSameMessagesInAConversationAtOnce() {
    EventStream before = client.ask(Ask.of("Before the hundred"));
    before.awaitEnd();
    SERVER.forgetCalls();
    Ask ask = Ask.steady("A hundred at once without a key").in(before.conversationId());

    List<EventStream> streams = Together.all(Collections.nCopies(100, ask), client::ask);

    assertOneGeneration(streams);
    assertThat(client.get("/api/conversations/" + before.conversationId()).json().path("messages"))
        .hasSize(4);
  }

  @Test
  void takesADoubleClickForOneMessage() {
    EventStream first = client.ask(Ask.of("Click click"));
    Transcript original = first.awaitEnd();

    EventStream second = client.ask(Ask.of("Click click"));

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
  }

  @Test
  void takesOtherWordsForAnotherMessage() {
    EventStream first = client.ask(Ask.of("Click once"));

    EventStream second = client.ask(Ask.of("Click twice"));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
  }

  @Test
  void takesTheSameWordsInAnotherConversationForAnotherMessage() {
    EventStream one = client.ask(Ask.of("In the first of two"));
    EventStream two = client.ask(Ask.of("In the second of two"));
    one.awaitEnd();
    two.awaitEnd();

    EventStream first = client.ask(Ask.of("Again").in(one.conversationId()));
    EventStream second = client.ask(Ask.of("Again").in(two.conversationId()));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
  }

  @Test
  void attachesAfterTwoSecondsOnlyToARunningTurnOfTheConversation() {
    EventStream before = client.ask(Ask.of("Before the two seconds"));
    before.awaitEnd();
    Ask running = Ask.writing("Still running").in(before.conversationId());
    Ask ended = Ask.of("Long ended");
    long startedAt = System.nanoTime();
    EventStream first = client.ask(running);
    String endedTurn = client.answer(ended).events().getFirst().field("turn_id");

    await()
        .atMost(ServerFixture.LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !client.ask(ended).turnId().equals(endedTurn));

    assertThat(System.nanoTime() - startedAt).isGreaterThanOrEqualTo(DOUBLE_CLICK.toNanos());
    assertThat(client.ask(running).turnId()).isEqualTo(first.turnId());
  }

  private static void assertOneGeneration(List<EventStream> streams) {
    assertThat(streams).extracting(EventStream::turnId).containsOnly(streams.getFirst().turnId());
    assertThat(streams)
        .filteredOn(stream -> stream.head().header("idempotency-replayed").isEmpty())
        .hasSize(1);
    String raw = streams.getFirst().awaitEnd().raw();
    assertThat(streams).allSatisfy(stream -> assertThat(stream.awaitEnd().raw()).isEqualTo(raw));
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }
}
