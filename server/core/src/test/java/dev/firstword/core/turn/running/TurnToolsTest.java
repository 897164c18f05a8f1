package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn whose model calls tools that a client runs. */
final class TurnToolsTest extends ToolTurnTestBase {

  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(60);

  @Test
  void runsToolsBetweenTwoModelCallsInOneLog() {
    Turn turn = startWithTools(ToolChoice.REQUIRED, "get_weather", "get_time");
    model.onModel(HAIKU);
    model.onText("Let me look.");
    call("call_1", "get_weather", "{\"city\":", "\"Oslo\"}");
    call("call_2", "get_time", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();

    assertThat(turn.state()).isEqualTo(TurnState.TOOLS);
    assertThat(toolEvents(turn))
        .containsExactly(
            "call_1 writing",
            "arguments {\"city\":",
            "arguments \"Oslo\"}",
            "call_1 ready {\"city\":\"Oslo\"}",
            "call_2 writing",
            "arguments {}",
            "call_2 ready {}",
            "call_1 running",
            "call_2 running");

    loop.advance(Duration.ofSeconds(3));
    assertThat(offer(turn, result("call_2", "12:00")).accepted()).containsExactly("call_2");
    assertThat(modelRequests).as("one tool is still running").hasSize(1);
    offer(turn, result("call_1", "sunny"));

    assertThat(turn.state()).isEqualTo(TurnState.WAITING);
    assertThat(modelRequests).hasSize(2);
    RoutingRequest second = modelRequests.getLast();
    assertThat(second.options().toolChoice()).as("a tool was called").isEqualTo(ToolChoice.AUTO);
    assertThat(second.previousStep()).isEqualTo(HAIKU);
    assertThat(second.prompt().messages())
        .endsWith(
            new PromptMessage(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Text("Let me look."),
                    new ToolCall("call_1", "get_weather", "{\"city\":\"Oslo\"}"),
                    new ToolCall("call_2", "get_time", "{}"))),
            new PromptMessage(
                Role.USER, List.of(result("call_1", "sunny"), result("call_2", "12:00"))));

    model.onModel(HAIKU);
    model.onText("It is sunny.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(types(turn).stream().filter(type -> !type.equals("estimate")))
        .containsSubsequence(
            "full_start", "text", "tool_call", "step", "text", "text", "stream_end", "done")
        .containsOnlyOnce("model", "full_start", "stream_end", "done");
    assertThat(texts(turn)).isEqualTo("Let me look.\n\nIt is sunny.");
    JsonNode done = parse(lastEvent(turn));
    assertThat(done.at("/usage/input_tokens").asLong()).as("of both calls").isEqualTo(20);
    assertThat(done.at("/latency/phases"))
        .extracting(phase -> phase.path("name").asText() + " " + phase.path("duration_ms").asLong())
        .contains("tools 3000");
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(
            new ContentPart.Text("Let me look."),
            new ToolCall("call_1", "get_weather", "{\"city\":\"Oslo\"}"),
            new ToolCall("call_2", "get_time", "{}"),
            result("call_1", "sunny"),
            result("call_2", "12:00"),
            new ContentPart.Text("It is sunny."));
  }

  @Test
  void handsThoughtsBackBeforeTheResults() {
    ContentPart.Thought thought = new ContentPart.Thought("haiku", "hm", "signature", null);
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    think(thought);
    call("call_1", "look_up", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_1", "found"));

    assertThat(modelRequests.getLast().prompt().messages().get(1).parts())
        .containsExactly(thought, new ToolCall("call_1", "look_up", "{}"));

    model.onText("Found.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);
    assertThat(store.end(IDENTITY.turnId()).parts())
        .as("what is stored")
        .doesNotHaveAnyElementsOfTypes(ContentPart.Thought.class);
  }

  @Test
  void storesThoughtsThatLaterTurnsRepeat() {
    ContentPart.Thought thought =
        new ContentPart.Thought("haiku", "hm", "signature", null).keptIn("key");
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    think(thought);
    model.onText("Found.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(thought, new ContentPart.Text("Found."));
  }

  /** The call that had it broke off, and was made again. */
  @Test
  void forgetsTheThoughtsOfACallThatAnotherReplaced() {
    ContentPart.Thought lost = new ContentPart.Thought("haiku", "hm", "signature 1", null);
    ContentPart.Thought kept = new ContentPart.Thought("haiku", "oh", "signature 2", null);
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    think(lost);
    model.onRetry(HAIKU);
    think(kept);
    call("call_1", "look_up", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_1", "found"));

    assertThat(modelRequests.getLast().prompt().messages().get(1).parts())
        .containsExactly(kept, new ToolCall("call_1", "look_up", "{}"));
    cancelAndAwaitEnd(turn);
  }

  /** Another call would answer beside the tools of this one. */
  @Test
  void doesNotAnswerNowOnceAToolWasCalled() {
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    call("call_1", "look_up", "{}");
    model.onActivity(new ModelActivity.ThinkingStarted());

    turn.answerNow();
    loop.runTasks();

    assertThat(modelRequests).hasSize(1);
    cancelAndAwaitEnd(turn);
  }

  private void think(ContentPart.Thought thought) {
    model.onActivity(new ModelActivity.ThinkingStarted());
    model.onActivity(new ModelActivity.ThinkingText(thought.text()));
    model.onActivity(new ModelActivity.ThinkingFinished());
    model.onActivity(new ModelActivity.ThoughtCompleted(thought));
  }

  @Test
  void tellsTheModelAndTheUserThatAToolMissedItsDeadline() {
    Turn turn = startWithTools(ToolChoice.AUTO, "slow", "fast");
    model.onModel(HAIKU);
    call("call_1", "slow", "{}");
    call("call_2", "fast", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_2", "done"));

    loop.advance(TOOL_TIMEOUT);

    String message = "The tool did not respond within 60 s.";
    assertThat(toolEvents(turn)).contains("call_1 failed " + message, "call_2 finished done");
    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .contains(new ToolResult("call_1", message, true));
    assertThat(offer(turn, result("call_1", "late")).ignored()).containsExactly("call_1");
    cancelAndAwaitEnd(turn);
  }

  @Test
  void acceptsOneResultOfEachCall() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one", "two");
    model.onModel(HAIKU);
    call("call_1", "one", "{}");
    call("call_2", "two", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);

    ToolResultsOutcome outcome = offer(turn, result("call_1", "first"), result("call_1", "second"));

    assertThat(outcome)
        .isEqualTo(new ToolResultsOutcome(List.of("call_1"), List.of("call_1"), List.of()));
    offer(turn, result("call_2", "2"));
    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(result("call_1", "first"), result("call_2", "2"));
    cancelAndAwaitEnd(turn);
  }

  /** What is refused has no effect. */
  @Test
  void acceptsNothingTogetherWithAResultOfAnotherTurn() {
    Turn turn = startWithTools(ToolChoice.AUTO, "one");
    runTool("call_1", "one");

    ToolResultsOutcome outcome =
        offer(turn, result("call_1", "mine"), result("call_of_another_turn", "stray"));

    assertThat(outcome)
        .isEqualTo(new ToolResultsOutcome(List.of(), List.of(), List.of("call_of_another_turn")));
    assertThat(turn.state()).isEqualTo(TurnState.TOOLS);
    assertThat(offer(turn, result("call_1", "mine")).accepted()).containsExactly("call_1");
    cancelAndAwaitEnd(turn);
  }

  /** Clients of providers' APIs read the calls in one request, and send the results in another. */
  @Test
  void waitsForToolsWithoutAReaderIfItsClientComesBack() {
    Turn turn = startWithTools(Profiles.storedCalls(1_000, 1_000), ToolChoice.AUTO, "one");
    runTool("call_1", "one");

    turn.unsubscribe(reader);
    loop.advance(Duration.ofMinutes(9));
    assertThat(turn.state()).isEqualTo(TurnState.TOOLS);

    offer(turn, result("call_1", "late"));
    loop.advance(Duration.ofSeconds(29));
    assertThat(turn.state().isFinal()).isFalse();
    loop.advance(Duration.ofSeconds(1));
    awaitEnd(turn);
    assertThat(lastEvent(turn)).contains("\"by\":\"disconnect\"");
  }

  @Test
  void correctsTheModelWithoutAskingTheClient() {
    Turn turn = startWithTools(ToolChoice.AUTO, "known");
    model.onModel(HAIKU);
    call("call_1", "invented", "{}");
    call("call_2", "known", "{\"city\":");
    call("call_3", "known", "[1]");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);

    assertThat(toolEvents(turn)).noneMatch(event -> event.endsWith("running"));
    assertThat(modelRequests).hasSize(2);
    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(
            new ToolResult("call_1", "There is no tool with this name. The tools are: known", true),
            new ToolResult("call_2", "The arguments are not valid JSON.", true),
            new ToolResult("call_3", "The arguments must be a JSON object.", true));
    cancelAndAwaitEnd(turn);
  }

  @Test
  void stopsWhileToolsRun() {
    Turn turn = startWithTools(ToolChoice.AUTO, "slow");
    model.onModel(HAIKU);
    call("call_1", "slow", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);

    turn.cancel();
    awaitEnd(turn);

    assertThat(toolEvents(turn)).endsWith("call_1 failed");
    assertThat(parse(lastEvent(turn)).path("type").asText()).isEqualTo("cancelled");
    assertThat(offer(turn, result("call_1", "late")).ignored()).containsExactly("call_1");
    loop.advance(TOOL_TIMEOUT.plusSeconds(1));
    assertThat(modelRequests).as("no call follows").hasSize(1);
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(new ToolCall("call_1", "slow", "{}"));
  }

  @Test
  void givesReusedIdsOfAProviderAnotherName() {
    Turn turn = startWithTools(ToolChoice.AUTO, "next");
    model.onModel(HAIKU);
    call("call_0", "next", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_0", "1"));
    model.onModel(HAIKU);
    call("call_0", "next", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);

    assertThat(offer(turn, result("call_0", "again")).ignored()).containsExactly("call_0");
    assertThat(offer(turn, result("call_0_2", "2")).accepted()).containsExactly("call_0_2");

    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(result("call_0_2", "2"));
    cancelAndAwaitEnd(turn);
  }

  @Test
  void endsATurnThatKeepsCallingTools() {
    Turn turn = startWithTools(ToolChoice.AUTO, "again");
    int maxSteps = profile.toolPolicy().maxSteps();
    for (int step = 1; step <= maxSteps; step++) {
      model.onModel(HAIKU);
      call("call_" + step, "again", "{}");
      model.onEnd(FinishReason.TOOL_CALLS, USAGE);
      loop.runTasks();
      offer(turn, result("call_" + step, "more"));
    }
    awaitEnd(turn);

    assertThat(modelRequests).hasSize(maxSteps);
    assertThat(parse(lastEvent(turn)).path("code").asText()).isEqualTo("too_many_steps");
  }

  @Test
  void isDoneWhenTheLastStepAddsNothingToEarlierText() {
    Turn turn = startWithTools(ToolChoice.AUTO, "save");
    model.onModel(HAIKU);
    model.onText("I will save it.");
    call("call_1", "save", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_1", "saved"));
    model.onModel(HAIKU);
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(turn.state()).isEqualTo(TurnState.DONE);
    assertThat(types(turn)).endsWith("phase", "stream_end", "done");
  }

  @Test
  void showsOnlyTheStartOfALongResult() {
    Turn turn = startWithTools(ToolChoice.AUTO, "read");
    model.onModel(HAIKU);
    call("call_1", "read", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    String whole = "x".repeat(ToolCallEvents.MAX_SHOWN_RESULT - 1) + "\uD83D\uDE00 and more";
    offer(turn, result("call_1", whole));

    String shown = "x".repeat(ToolCallEvents.MAX_SHOWN_RESULT - 1) + "…";
    assertThat(toolEvents(turn)).contains("call_1 finished " + shown);
    assertThat(modelRequests.getLast().prompt().messages().getLast().parts())
        .containsExactly(result("call_1", whole));
    cancelAndAwaitEnd(turn);
  }
}
