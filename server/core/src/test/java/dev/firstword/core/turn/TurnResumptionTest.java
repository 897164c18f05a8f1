package dev.firstword.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.turn.cluster.TurnRecovery;
import dev.firstword.core.turn.running.SuspendedTurn;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn whose node stops while its tools run resumes on another node. */
final class TurnResumptionTest extends ResumptionTestBase {

  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(60);

  @Test
  void goesOnInTheSameLogWithTheResultsThatHadArrived() {
    startTwoTools();
    offer(turn, result("call_2", "12:00"));
    crash();
    String before = storedLog();

    Node node = new Node("node_2");
    Turn resumed = node.turn();

    assertThat(resumed.state()).isEqualTo(TurnState.TOOLS);
    assertThat(log(resumed)).startsWith(before);
    assertThat(types(resumed)).doesNotContain("error");
    assertThat(lastToolEvent(resumed)).isEqualTo("call_1 running");

    assertThat(offer(resumed, result("call_2", "again")).ignored()).containsExactly("call_2");
    assertThat(offer(resumed, result("call_1", "sunny")).accepted()).containsExactly("call_1");

    assertThat(provider.lastCall().request().prompt().messages())
        .endsWith(
            new PromptMessage(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Text("Let me look."),
                    THOUGHT,
                    new ToolCall("call_1", "one", "{}"),
                    new ToolCall("call_2", "two", "{}"))),
            new PromptMessage(
                Role.USER, List.of(result("call_1", "sunny"), result("call_2", "12:00"))));
    answer("It is sunny.");
    node.awaitEnd(resumed);

    assertThat(types(resumed)).containsOnlyOnce("start", "full_start", "step", "done");
    JsonNode done = parse(lastEvent(resumed));
    assertThat(done.at("/usage/input_tokens").asLong()).as("of both nodes").isEqualTo(20);
    assertThat(done.at("/latency/total_ms").asLong()).isPositive();
    assertThat(texts(resumed)).isEqualTo("Let me look.\n\nIt is sunny.");
    assertThat(storedLog()).isEqualTo(log(resumed));
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(
            new ContentPart.Text("Let me look."),
            new ToolCall("call_1", "one", "{}"),
            new ToolCall("call_2", "two", "{}"),
            result("call_1", "sunny"),
            result("call_2", "12:00"),
            new ContentPart.Text("It is sunny."));
    assertThat(store.findSuspended(IDENTITY.turnId())).isEmpty();
  }

  @Test
  void numbersItsEventsAboveEveryEventThatAReaderMayHaveSeen() {
    startTwoTools();
    crash();
    long seen =
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().lastSequence();

    new Node("node_2");
    new Node("node_3");
    Node last = new Node("node_4");

    long gap = TurnRecovery.SEQUENCE_GAP;
    assertThat(log(last.turn()).lines().filter(line -> line.startsWith("id: ")))
        .containsSubsequence(
            "id: " + (seen + gap),
            "id: " + (seen + gap + 1),
            "id: " + (seen + 2 * gap + 1),
            "id: " + (seen + 2 * gap + 2),
            "id: " + (seen + 3 * gap + 2),
            "id: " + (seen + 3 * gap + 3));
    assertThat(storedLog()).as("before anyone sees them").contains("id: " + (seen + 3 * gap + 3));
  }

  @Test
  void takesAResultFromTheLogIfItsStateWasNotStored() {
    startTwoTools();
    store.failSuspensions(1);
    offer(turn, result("call_1", "sunny"));
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(lastToolEvent(resumed)).isEqualTo("call_2 running");
    assertThat(toolEvents(resumed)).containsOnlyOnce("call_1 running");
    offer(resumed, result("call_2", "12:00"));
    assertThat(provider.lastCall().request().prompt().messages().getLast().parts())
        .containsExactly(result("call_1", "sunny"), result("call_2", "12:00"));
  }

  @Test
  void runsAToolAgainIfOnlyTheStartOfItsResultIsKnown() {
    startTwoTools();
    store.failSuspensions(1);
    offer(turn, result("call_1", "x".repeat(5_000)));
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(toolEvents(resumed)).endsWith("call_1 running", "call_2 running");
  }

  @Test
  void showsAResultThatTheLogHadLost() {
    startTwoTools();
    scheduler.advance(WRITTEN);
    offer(turn, result("call_1", "sunny"));
    journal.untrack(IDENTITY.turnId());
    assertThat(storedLog()).doesNotContain("sunny");

    Turn resumed = new Node("node_2").turn();

    assertThat(toolEvents(resumed)).endsWith("call_1 finished sunny", "call_2 running");
  }

  @Test
  void callsTheModelAtOnceIfNoResultIsMissing() {
    startTwoTools();
    scheduler.advance(WRITTEN);
    journal.untrack(IDENTITY.turnId());
    suspendWith(stored ->
        new SuspendedTurn(
            stored.profile(),
            stored.routing(),
            stored.prompt(),
            stored.answerSoFar(),
            new SuspendedTurn.Tools(
                1,
                List.of(),
                stored.tools().parts(),
                List.of(result("call_1", "sunny"), result("call_2", "12:00")),
                stored.tools().startedMs()),
            stored.firstTextMs(),
            stored.usage()));

    Turn resumed = new Node("node_2").turn();

    assertThat(resumed.state()).isEqualTo(TurnState.WAITING);
    assertThat(provider.calls()).hasSize(1);
    assertThat(store.findSuspended(IDENTITY.turnId())).as("it waits no longer").isEmpty();
  }

  @Test
  void givesItsToolsTheirWholeTimeAgain() {
    startTwoTools();
    crash();
    Node node = new Node("node_2");
    Turn resumed = node.turn();
    resumed.subscribe(reader);

    loop.advance(TOOL_TIMEOUT.minusSeconds(1));
    assertThat(resumed.state()).isEqualTo(TurnState.TOOLS);
    loop.advance(Duration.ofSeconds(1));

    assertThat(toolEvents(resumed))
        .endsWith(
            "call_1 failed The tool did not respond within 60 s.",
            "call_2 failed The tool did not respond within 60 s.");
    assertThat(provider.calls()).hasSize(1);
  }

  @Test
  void isCancelledWhenNobodyComesBackForIt() {
    startTwoTools();
    crash();
    Node node = new Node("node_2");
    Turn resumed = node.turn();

    loop.advance(Duration.ofSeconds(31));
    node.awaitEnd(resumed);

    assertThat(parse(lastEvent(resumed)).path("by").asText()).isEqualTo("disconnect");
  }

  @Test
  void goesOnInALaterStep() {
    startTwoTools();
    offer(turn, result("call_1", "1"), result("call_2", "2"));
    runTool("call_1", "one");
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(lastToolEvent(resumed)).isEqualTo("call_1_2 running");
    assertThat(offer(resumed, result("call_1", "late")).ignored()).containsExactly("call_1");
    offer(resumed, result("call_1_2", "3"));
    provider.lastCall().deliver(new ModelActivity.ToolCallStarted("call_1", "one"));
    assertThat(toolEvents(resumed)).as("an id is given once").endsWith("call_1_3 writing");
    assertThat(resumed.state()).isEqualTo(TurnState.WAITING);
  }

  @Test
  void loadsTheImagesOfItsPromptAgain() {
    startTwoTools();
    crash();
    suspendWith(ResumptionTestBase::withImage);
    hasImage = true;

    Turn resumed = new Node("node_2").turn();
    offer(resumed, result("call_1", "1"), result("call_2", "2"));

    assertThat(provider.lastCall().request().prompt().media()).containsOnlyKeys("hash");
  }

  @Test
  void releasesTheMemoryForItsImages() {
    startTwoTools();
    crash();
    suspendWith(ResumptionTestBase::withImage);
    hasImage = true;

    Node node = new Node("node_2");
    Turn resumed = node.turn();
    assertThat(attachmentMemory.reservedBytes()).isEqualTo(IMAGE.bytes());
    resumed.cancel();
    node.awaitEnd(resumed);

    assertThat(attachmentMemory.reservedBytes()).isZero();
  }

  private void answer(String text) {
    var call = provider.lastCall();
    call.deliver(text);
    call.listener().onEnd(FinishReason.STOP, new Usage(10, 5, 0, 0));
    loop.runTasks();
  }

  private static String lastToolEvent(Turn shown) {
    return toolEvents(shown).getLast();
  }
}
