package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A fixture with one turn whose model calls tools that a client runs. */
public abstract class ToolTurnTestBase extends TurnTestBase {

  public static final Usage USAGE = new Usage(10, 5, 0, 0);

  public static final ChosenModel HAIKU =
      new ChosenModel(
          "haiku",
          ModelReason.SIMPLE,
          Complexity.SIMPLE,
          true,
          JudgedBy.RULES,
          Distribution.constant(1_000, 1),
          Distribution.constant(50, 1),
          ThinkingControl.ADAPTIVE);

  public final Profile profile = profile(Duration.ofSeconds(30));

  public Turn startWithTools(ToolChoice choice, String... names) {
    return startWithTools(profile, choice, names);
  }

  public Turn startWithTools(Profile of, ToolChoice choice, String... names) {
    Turn turn = startTurn(of);
    List<ToolDefinition> tools =
        Stream.of(names).map(name -> new ToolDefinition(name, "", "{}")).toList();
    GenerationOptions options = GenerationOptions.DEFAULT.withTools(tools).withToolChoice(choice);
    GenerationRequest plain =
        generationRequest(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryPreference.NO);
    turn.generate(
        new GenerationRequest(
            plain.sources(),
            plain.routing().withOptions(options),
            plain.models(),
            plain.summaryPreference(),
            plain.thinkUntil(),
            plain.answerSoFar(),
            plain.lengths(),
            plain.summaries()));
    return turn;
  }

  /** The model writes a tool call in these pieces. */
  public void call(String id, String name, String... pieces) {
    model.onActivity(new ModelActivity.ToolCallStarted(id, name));
    for (String piece : pieces) {
      model.onActivity(new ModelActivity.ToolArguments(id, piece));
    }
    model.onActivity(
        new ModelActivity.ToolCallReady(new ToolCall(id, name, String.join("", pieces))));
    model.onReadComplete();
  }

  /** The model calls one tool, which runs. */
  public void runTool(String id, String name) {
    model.onModel(HAIKU);
    call(id, name, "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();
  }

  public static ToolResult result(String id, String content) {
    return new ToolResult(id, content, false);
  }

  public ToolResultsOutcome offer(Turn turn, ToolResult... results) {
    var outcome = turn.offerToolResults(List.of(results));
    loop.runTasks();
    return outcome.join().orElseThrow();
  }

  /** The events of tool calls, each as its id, its state, and its arguments or its result. */
  public static List<String> toolEvents(Turn turn) {
    return events(turn.log().view()).stream()
        .map(TurnTestBase::parse)
        .filter(event -> event.path("type").asText().startsWith("tool_"))
        .map(event ->
            event.path("type").asText().equals("tool_arguments")
                ? "arguments " + event.path("text").asText()
                : (event.path("id").asText()
                        + " "
                        + event.path("state").asText()
                        + " "
                        + event.path("arguments").asText()
                        + event.path("result").asText())
                    .strip())
        .toList();
  }

  /** The text of the answer. */
  public static String texts(Turn turn) {
    StringBuilder text = new StringBuilder();
    events(turn.log().view()).stream()
        .map(TurnTestBase::parse)
        .filter(event -> event.path("type").asText().equals("text"))
        .forEach(event -> text.append(event.path("text").asText()));
    return text.toString();
  }
}
