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

/** Duplicate requests, whether two or a hundred, cost one generation. */
final class DeduplicationTest {

  private static final Duration DOUBLE_CLICK = Duration.ofSeconds(2);

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void attachesToARunningTurnWithTheSameKey() {
    ChatCall call = ChatCall.steady("Once, while it runs").key("running");
    EventStream first = client.ask(call);
    first.awaitText(50);

    EventStream second = client.ask(call);

    assertThat(first.head().header("idempotency-replayed")).isEmpty();
    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.turnId()).isEqualTo(first.turnId());
    assertThat(second.awaitEnd().raw()).isEqualTo(first.awaitEnd().raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysAFinishedTurnWithTheSameKey() {
    ChatCall call = ChatCall.of("Once, after its end").key("finished");
    Transcript original = client.answer(call);

    EventStream second = client.ask(call);

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysATurnWithTheSameKeyAfterARestart() {
    ChatCall call = ChatCall.of("Once, after a restart").key("restarted");
    Transcript original = client.answer(call);
    SERVER.restart();

    EventStream second = SERVER.client().ask(call);

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void replaysACancelledTurn() {
    ChatCall call = ChatCall.writing("Once, cancelled").key("cancelled");
    EventStream first = client.ask(call);
    first.awaitText(20);
    client.cancel(first.turnId());
    Transcript original = first.awaitEnd();

    EventStream second = client.ask(call);

    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
  }

  @Test
  void rejectsTheKeyOfARunningTurnForAnotherRequest() {
    client.ask(ChatCall.thinking("This one").key("reused-running"));

    Reply reply = client.refused(ChatCall.thinking("That one").key("reused-running"));

    ProblemAssertions.assertProblem(reply, 422, "idempotency_key_reused");
  }

  @Test
  void rejectsTheKeyOfAFinishedTurnEvenAfterARestart() {
    client.answer(ChatCall.of("This one, finished").key("reused-finished"));
    ChatCall other = ChatCall.of("That one, later").key("reused-finished");

    Reply before = client.refused(other);
    SERVER.restart();
    Reply after = SERVER.client().refused(other);

    ProblemAssertions.assertProblem(before, 422, "idempotency_key_reused");
    ProblemAssertions.assertProblem(after, 422, "idempotency_key_reused");
  }

  @Test
  void startsATurnForEachKey() {
    EventStream first = client.ask(ChatCall.of("Same words, two keys").key("one"));
    EventStream second = client.ask(ChatCall.of("Same words, two keys").key("two"));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
    assertThat(second.head().header("idempotency-replayed")).isEmpty();
  }

  @Test
  void releasesTheKeyOfARejectedRequest() {
    client.refused(ChatCall.of("Refused").inConversation("conv_unknown").key("refused"));

    Transcript answer = client.answer(ChatCall.of("Accepted").key("refused"));

    assertThat(answer.ending().type()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "ünïcode", "\u0001"})
  void rejectsAnInvalidKey(String key) {
    ProblemAssertions.assertProblem(
        client.refused(ChatCall.of("Which key?").key(key)), 400, "malformed_request");
  }

  @Test
  void rejectsAnOverlongKey() {
    Reply reply = client.refused(ChatCall.of("Which key?").key("k".repeat(256)));

    ProblemAssertions.assertProblem(reply, 400, "malformed_request");
  }

  @Test
  void startsOneGenerationForAHundredConcurrentRequestsWithOneKey() {
    ChatCall call = ChatCall.steady("A hundred at once with a key").key("hundred");

    List<EventStream> streams = Concurrently.all(Collections.nCopies(100, call), client::ask);

    assertOneGeneration(streams);
  }

  @Test
  void startsOneGenerationForAHundredConcurrentDuplicateMessages() {
    EventStream before = client.ask(ChatCall.of("Before the hundred"));
    before.awaitEnd();
    SERVER.resetSimulator();
    ChatCall call =
        ChatCall.steady("A hundred at once without a key").inConversation(before.conversationId());

    List<EventStream> streams = Concurrently.all(Collections.nCopies(100, call), client::ask);

    assertOneGeneration(streams);
    assertThat(client.get("/api/conversations/" + before.conversationId()).json().path("messages"))
        .hasSize(4);
  }

  @Test
  void deduplicatesADoubleClick() {
    EventStream first = client.ask(ChatCall.of("Click click"));
    Transcript original = first.awaitEnd();

    EventStream second = client.ask(ChatCall.of("Click click"));

    assertThat(second.head().header("idempotency-replayed")).hasValue("true");
    assertThat(second.awaitEnd().raw()).isEqualTo(original.raw());
  }

  @Test
  void doesNotDeduplicateDifferentMessages() {
    EventStream first = client.ask(ChatCall.of("Click once"));

    EventStream second = client.ask(ChatCall.of("Click twice"));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
  }

  @Test
  void doesNotDeduplicateAcrossConversations() {
    EventStream one = client.ask(ChatCall.of("In the first of two"));
    EventStream two = client.ask(ChatCall.of("In the second of two"));
    one.awaitEnd();
    two.awaitEnd();

    EventStream first = client.ask(ChatCall.of("Again").inConversation(one.conversationId()));
    EventStream second = client.ask(ChatCall.of("Again").inConversation(two.conversationId()));

    assertThat(second.turnId()).isNotEqualTo(first.turnId());
  }

  @Test
  void attachesAfterTwoSecondsOnlyToARunningTurnOfTheConversation() {
    EventStream before = client.ask(ChatCall.of("Before the two seconds"));
    before.awaitEnd();
    ChatCall running = ChatCall.writing("Still running").inConversation(before.conversationId());
    ChatCall ended = ChatCall.of("Long ended");
    long startedAt = System.nanoTime();
    EventStream first = client.ask(running);
    String endedTurn = client.answer(ended).events().getFirst().field("turn_id");

    await()
        .atMost(ServerFixture.WAIT_TIMEOUT)
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
