package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import org.junit.jupiter.api.Test;

/** A client may run a tool as soon as the model has written the call. */
final class EarlyToolResultsTest extends ToolTurnTestBase {

  @Test
  void keepsAResultThatComesBeforeTheModelHasFinishedItsStep() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one", "two");
    model.onModel(HAIKU);
    call("call_1", "one", "{}");
    assertThat(offer(turn, result("call_1", "early")).accepted()).containsExactly("call_1");
    assertThat(offer(turn, result("call_1", "second")).ignored()).containsExactly("call_1");
    assertThat(toolEvents(turn)).as("shown once the tools run").endsWith("call_1 ready {}");
    call("call_2", "two", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();

    assertThat(toolEvents(turn))
        .endsWith("call_1 running", "call_1 finished early", "call_2 running");
    assertThat(turn.state()).isEqualTo(TurnState.TOOLS);
    offer(turn, result("call_2", "2"));
    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(result("call_1", "early"), result("call_2", "2"));
    cancelAndAwaitEnd(turn);
  }

  @Test
  void goesOnAtOnceIfAllResultsCameEarly() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    model.onModel(HAIKU);
    call("call_1", "one", "{}");
    offer(turn, result("call_1", "early"));
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();

    assertThat(turn.state()).isEqualTo(TurnState.WAITING);
    assertThat(modelRequests).hasSize(2);
    cancelAndAwaitEnd(turn);
  }

  @Test
  void anEarlyResultDoesNotHideThatTheCallWasWrong() {
    Turn turn = startWithTools(ToolChoice.AUTO, "known");
    model.onModel(HAIKU);
    call("call_1", "invented", "{}");
    offer(turn, result("call_1", "early"));
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);

    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(
            new ToolResult(
                "call_1", "There is no tool with this name. The tools are: known", true));
    cancelAndAwaitEnd(turn);
  }

  /** Nobody can have run a tool whose arguments are not known. */
  @Test
  void acceptsNoResultOfACallThatIsStillBeingWritten() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    model.onModel(HAIKU);
    model.onActivity(new ModelActivity.ToolCallStarted("call_1", "one"));

    assertThat(offer(turn, result("call_1", "guess")).unknown()).containsExactly("call_1");
    cancelAndAwaitEnd(turn);
    assertThat(offer(turn, result("call_1", "late")).ignored()).containsExactly("call_1");
  }

  @Test
  void aFailedStepEndsTheTurnInSpiteOfEarlyResults() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    model.onModel(HAIKU);
    call("call_1", "one", "{}");
    offer(turn, result("call_1", "early"));
    model.onFailure(new ProviderFailure.Malformed("broken"));
    awaitEnd(turn);

    assertThat(toolEvents(turn)).endsWith("call_1 failed");
    assertThat(parse(lastEvent(turn)).path("type").asText()).isEqualTo("error");
  }
}
