package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.response.CallOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code POST /api/turns/{id}/cancel}. */
final class CancelTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void cancelsATurnBeforeItsFirstToken() {
    EventStream stream = client.ask(ChatCall.thinking("Will I wait?"));
    SERVER.awaitCalls(1);

    Reply reply = client.cancel(stream.turnId());

    assertThat(reply.status()).isEqualTo(202);
    Transcript answer = stream.awaitEnd();
    assertThat(answer.ending().type()).isEqualTo("cancelled");
    assertThat(answer.ending().field("by")).isEqualTo("user");
    assertThat(answer.ending().json().path("latency").path("total_ms").asLong(-1)).isNotNegative();
    assertThat(answer.text()).isEmpty();
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void cancelsATurnMidTextAndKeepsTheText() {
    EventStream stream = client.ask(ChatCall.writing("Will you stop?"));
    stream.awaitText(100);

    client.cancel(stream.turnId());

    Transcript answer = stream.awaitEnd();
    assertThat(answer.ending().field("by")).isEqualTo("user");
    JsonNode kept = assistantMessage(stream.conversationId());
    assertThat(kept.path("text").asText()).isEqualTo(answer.text()).hasSizeGreaterThan(99);
    assertThat(kept.path("state").asText()).isEqualTo("cancelled");
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void cancelsATurnThatWaitsForATool() {
    EventStream stream =
        client.ask(
            ChatCall.of("Will you stop before you use the tool weather?")
                .model(SimulatedModels.MIDDLE)
                .tools("weather"));
    stream.await(event -> event.is("tool_call") && event.field("state").equals("running"));

    client.cancel(stream.turnId());

    assertThat(stream.awaitEnd().ending().field("by")).isEqualTo("user");
    assertThat(SERVER.calls().calls()).as("no call follows").isEqualTo(1);
  }

  @Test
  void leavesNothingOpenWhenCancelledEarly() {
    for (int i = 0; i < 20; i++) {
      EventStream stream = client.ask(ChatCall.thinking("Stop me at once, number " + i));
      client.cancel(stream.turnId());
      assertThat(stream.awaitEnd().ending().field("by")).isEqualTo("user");
    }

    Transcript next = client.answer(ChatCall.of("Hello, after twenty that were stopped at once"));

    assertThat(next.ending().type()).isEqualTo("done");
    ServerFixture.awaitTrue(() -> SERVER.calls().open() == 0);
    assertThat(SERVER.calls().finished()).isEqualTo(1);
  }

  @Test
  void isIdempotent() {
    EventStream stream = client.ask(ChatCall.writing("Will you stop twice?"));
    stream.awaitText(20);
    client.cancel(stream.turnId());
    Transcript answer = stream.awaitEnd();

    Reply again = client.cancel(stream.turnId());

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("state").asText()).isEqualTo("cancelled");
    assertThat(client.transcript(stream.turnId()).raw()).isEqualTo(answer.raw());
  }

  @Test
  void cancelsATurnOnceForConcurrentRequests() {
    EventStream stream = client.ask(ChatCall.writing("Will all of you stop me?"));
    stream.awaitText(20);

    List<Reply> replies =
        Concurrently.all(
            IntStream.range(0, 20).boxed().toList(), _ -> client.cancel(stream.turnId()));

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(202));
    assertThat(stream.awaitEnd().ending().field("by")).isEqualTo("user");
  }

  @Test
  void doesNothingToATurnThatHasEnded() {
    EventStream stream = client.ask(ChatCall.of("Hello, too late?"));
    Transcript answer = stream.awaitEnd();

    Reply reply = client.cancel(stream.turnId());

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("state").asText()).isEqualTo("done");
    assertThat(client.transcript(stream.turnId()).raw()).isEqualTo(answer.raw());
    assertThat(SERVER.onlyCall().outcome()).hasValue(CallOutcome.FINISHED);
  }

  @Test
  void endsTheStreamOfEveryReader() {
    EventStream first = client.ask(ChatCall.writing("Who else is reading?"));
    EventStream second = client.follow(first.turnId());
    second.awaitText(20);

    client.cancel(first.turnId());

    assertThat(first.awaitEnd().raw()).isEqualTo(second.awaitEnd().raw());
  }

  @Test
  void leavesOtherTurnsAlone() {
    EventStream other = client.ask(ChatCall.steady("Let me finish"));
    EventStream stream = client.ask(ChatCall.writing("Let me not"));
    stream.awaitText(20);
    other.awaitText(20);

    client.cancel(stream.turnId());

    assertThat(stream.awaitEnd().ending().type()).isEqualTo("cancelled");
    assertThat(other.awaitEnd().ending().type()).isEqualTo("done");
  }

  @Test
  void leavesTheConversationUsable() {
    EventStream stream = client.ask(ChatCall.writing("First this"));
    stream.awaitText(20);
    client.cancel(stream.turnId());
    stream.awaitEnd();

    Transcript next =
        client.answer(ChatCall.of("Then that").inConversation(stream.conversationId()));

    assertThat(next.ending().type()).isEqualTo("done");
  }

  private JsonNode assistantMessage(String conversationId) {
    return client.get("/api/conversations/" + conversationId).json().path("messages").path(1);
  }
}
