package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a turn stores while its tools run, so that it survives its node. */
final class TurnSuspensionTest extends ToolTurnTestBase {

  private static final ContentPart.Thought THOUGHT =
      new ContentPart.Thought("haiku", "hm", "signature", null);

  private boolean released;

  @Test
  void storesWhatTheNextStepNeedsWhileToolsRun() {
    Turn turn = startWithTools(ToolChoice.REQUIRED, "one", "two");
    assertThat(stored()).isNull();
    model.onModel(HAIKU);
    model.onText("Let me look.");
    model.onActivity(new ModelActivity.ThoughtCompleted(THOUGHT));
    loop.advance(Duration.ofSeconds(2));
    call("call_1", "one", "{}");
    call("call_2", "two", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();

    SuspendedTurn first = Objects.requireNonNull(stored());
    assertThat(first.step()).isEqualTo(1);
    assertThat(first.profile()).isEqualTo("chat");
    assertThat(first.usage()).isEqualTo(USAGE);
    assertThat(first.prompt()).isEqualTo(modelRequests.getFirst().prompt());
    assertThat(first.routing().options()).isEqualTo(modelRequests.getFirst().options());
    assertThat(first.routing().model().chosen().name()).isEqualTo("haiku");
    assertThat(first.tools().parts())
        .containsExactly(
            new ContentPart.Text("Let me look."),
            THOUGHT,
            new ToolCall("call_1", "one", "{}"),
            new ToolCall("call_2", "two", "{}"));
    assertThat(first.tools().results()).isEmpty();
    assertThat(first.tools().startedMs()).containsEntry("call_1", 2_000L);

    offer(turn, result("call_2", "2"));

    assertThat(Objects.requireNonNull(stored()).tools().results())
        .containsExactly(result("call_2", "2"));
    cancelAndAwaitEnd(turn);
  }

  @Test
  void deletesItWhenTheToolsHaveEnded() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");
    assertThat(stored()).isNotNull();

    offer(turn, result("call_1", "1"));

    assertThat(turn.state()).isEqualTo(TurnState.WAITING);
    assertThat(stored()).isNull();
    cancelAndAwaitEnd(turn);
  }

  @Test
  void deletesItWhenTheTurnEnds() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");

    cancelAndAwaitEnd(turn);

    assertThat(stored()).isNull();
  }

  @Test
  void storesTheNextStepToo() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");
    offer(turn, result("call_1", "1"));

    runTool("call_2", "one");

    SuspendedTurn second = Objects.requireNonNull(stored());
    assertThat(second.step()).isEqualTo(2);
    assertThat(second.tools().answer())
        .containsExactly(new ToolCall("call_1", "one", "{}"), result("call_1", "1"));
    assertThat(second.tools().parts()).containsExactly(new ToolCall("call_2", "one", "{}"));
    cancelAndAwaitEnd(turn);
  }

  @Test
  void storesNothingForATurnWithoutToolCalls() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    model.onModel(HAIKU);
    model.onText("Hello.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(store.suspensions()).isZero();
  }

  @Test
  void goesOnWhenNothingCanBeStored() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    store.failSuspensions(1);
    runTool("call_1", "one");
    assertThat(stored()).isNull();

    offer(turn, result("call_1", "1"));

    assertThat(modelRequests).hasSize(2);
    cancelAndAwaitEnd(turn);
  }

  @Test
  void isReleasedAtOnceIfItWaitsForTools() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");

    turn.releaseWhenSuspended(() -> released = true);

    assertThat(released).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.TOOLS);
    assertThat(isTaken(turn, result("call_1", "1"))).isFalse(); // The next node takes it.
    loop.advance(Duration.ofMinutes(10));
    assertThat(turn.log().view().ended()).isFalse();
    assertThat(loop.pendingTimers()).isZero();
    assertThat(stored()).isNotNull();
  }

  @Test
  void isReleasedOnceItWaitsForToolsAndItsStateIsStored() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one", "two");
    turn.releaseWhenSuspended(() -> released = true);
    store.failSuspensions(1);
    model.onModel(HAIKU);
    call("call_1", "one", "{}");
    call("call_2", "two", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, Usage.NONE);
    loop.runTasks();
    assertThat(released).as("nothing is stored").isFalse();

    offer(turn, result("call_1", "1"));
    loop.runTasks();

    assertThat(released).isTrue();
    assertThat(Objects.requireNonNull(stored()).tools().results())
        .containsExactly(result("call_1", "1"));
  }

  @Test
  void aReleasedTurnIsWrittenUpToItsLastEvent() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");
    turn.releaseWhenSuspended(() -> journal.release(IDENTITY.turnId()));

    scheduler.advance(Duration.ofMillis(20));

    var log = store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view();
    assertThat(log.toBytes()).isEqualTo(turn.log().view().toBytes());
    assertThat(log.ended()).isFalse();
  }

  private @Nullable SuspendedTurn stored() {
    return store.findSuspended(IDENTITY.turnId()).map(SuspendedTurnJson::read).orElse(null);
  }

  private boolean isTaken(Turn turn, ToolResult result) {
    var outcome = turn.offerToolResults(List.of(result));
    loop.runTasks();
    return outcome.join().isPresent();
  }
}
