package dev.firstword.adapters.anthropic;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.provider.ToolCallEvents.arguments;
import static dev.firstword.adapters.provider.ToolCallEvents.assertToolCallsPaired;
import static dev.firstword.adapters.provider.ToolCallEvents.ready;
import static dev.firstword.adapters.provider.ToolCallEvents.readyCalls;
import static dev.firstword.adapters.provider.ToolCallEvents.started;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tool calls, and the thoughts that must be handed back with their results. */
final class AnthropicToolCallTranslatorTest {

  private static final String TOOL_END =
      AnthropicStreams.messageDelta("tool_use", 1) + AnthropicStreams.STOP;
  private static final ListenerCall END =
      new ListenerCall.End(FinishReason.TOOL_CALLS, new Usage(0, 1, 0, 0));

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new AnthropicTranslator(gate, "claude-1", 64 * 1024));

  @Test
  void readsAToolCallWhoseArgumentsArriveInPieces() {
    String stream =
        AnthropicStreams.text("Let me look.")
            + toolStart(1, "toolu_1", "weather")
            + input(1, "")
            + input(1, "{\\\"city\\\": \\\"Mün")
            + input(1, "chen\\\"}")
            + stop(1)
            + TOOL_END;

    assertThat(feed.readAll(stream))
        .containsExactly(
            new ListenerCall.Text("Let me look."),
            started("toolu_1", "weather"),
            arguments("toolu_1", "{\"city\": \"Mün"),
            arguments("toolu_1", "chen\"}"),
            ready("toolu_1", "weather", "{\"city\": \"München\"}"),
            END);
  }

  @Test
  void readsNoArgumentsAsAnEmptyObject() {
    String stream =
        toolStart(0, "a", "now") + stop(0) + toolStart(1, "b", "now") + input(1, "") + TOOL_END;

    assertThat(readyCalls(feed.readAll(stream)))
        .containsExactly(new ToolCall("a", "now", "{}"), new ToolCall("b", "now", "{}"));
  }

  @Test
  void readsArgumentsThatTheBlockStartsWith() {
    String stream =
        blockStart(
                0,
                "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"sum\",\"input\":{\"of\":[1.10, 2]}}")
            + stop(0)
            + TOOL_END;

    assertThat(readyCalls(feed.readAll(stream)))
        .containsExactly(new ToolCall("a", "sum", "{\"of\":[1.10, 2]}"));
  }

  @Test
  void closesACallAtTheNextBlockAndAtTextIfItsStopIsOmitted() {
    String stream =
        toolStart(0, "a", "one")
            + input(0, "{}")
            + toolStart(1, "b", "two")
            + AnthropicStreams.text("text")
            + AnthropicStreams.messageDelta("end_turn", 1)
            + AnthropicStreams.STOP;

    assertThat(feed.readAll(stream))
        .containsExactly(
            started("a", "one"),
            arguments("a", "{}"),
            ready("a", "one", "{}"),
            started("b", "two"),
            ready("b", "two", "{}"),
            new ListenerCall.Text("text"),
            END);
  }

  @Test
  void makesAnOpenCallReadyAtTheStopReason() {
    assertThat(feed.readAll(toolStart(0, "a", "one") + TOOL_END))
        .containsExactly(started("a", "one"), ready("a", "one", "{}"), END);
  }

  @Test
  void replacesMissingAndRepeatedIds() {
    String stream =
        blockStart(0, "{\"type\":\"tool_use\",\"name\":\"one\",\"input\":{}}")
            + toolStart(1, "a", "two")
            + toolStart(2, "a", "three")
            + TOOL_END;

    assertThat(readyCalls(feed.readAll(stream)))
        .extracting(ToolCall::id)
        .containsExactly("generated-1", "a", "generated-2");
  }

  @Test
  void ignoresTheProvidersOwnToolsAndToolsWithoutAName() {
    String stream =
        toolStart(0, "a", "mine")
            + stop(0)
            + blockStart(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\"}")
            + input(0, "{\\\"query\\\":\\\"x\\\"}")
            + stop(0)
            + blockStart(2, "{\"type\":\"tool_use\",\"id\":\"n\",\"name\":\"\"}")
            + input(2, "{}")
            + stop(2)
            + TOOL_END;

    assertThat(readyCalls(feed.readAll(stream))).containsExactly(new ToolCall("a", "mine", "{}"));
  }

  @Test
  void failsArgumentsOfACallThatIsClosed() {
    String stream = toolStart(0, "a", "one") + toolStart(1, "b", "two") + input(0, "{}") + TOOL_END;

    assertThat(feed.readAll(stream).getLast())
        .isEqualTo(new ListenerCall.Failure(new Malformed("a tool call continues after its end")));
  }

  /** The call could do something else than the model wrote. */
  @Test
  void failsIfAnEventOfAToolCallCannotBeRead() {
    String stream =
        toolStart(0, "a", "pay")
            + input(0, "{\\\"amount\\\":1")
            + AnthropicStreams.event("content_block_delta", "{\"delta\":{\"partial_json\":\"00")
            + input(0, "}")
            + TOOL_END;

    assertThat(feed.readAll(stream).getLast())
        .isEqualTo(
            new ListenerCall.Failure(
                new Malformed("an event of a tool call is not the JSON it should be")));
  }

  @Test
  void makesNoCallReadyIfTheStreamIsCut() {
    List<ListenerCall> calls =
        feed.readAll(toolStart(0, "a", "pay") + input(0, "{\\\"amount\\\":1"));

    assertThat(readyCalls(calls)).isEmpty();
    assertThat(calls.getLast())
        .isEqualTo(new ListenerCall.Failure(new Cut("the stream ended without message_stop")));
  }

  @Test
  void truncatedArgumentsEndWithLength() {
    String stream =
        toolStart(0, "a", "write")
            + input(0, "{\\\"text\\\":\\\"so")
            + AnthropicStreams.messageDelta("max_tokens", 1)
            + AnthropicStreams.STOP;

    assertThat(feed.readAll(stream))
        .endsWith(
            ready("a", "write", "{\"text\":\"so"),
            new ListenerCall.End(FinishReason.LENGTH, new Usage(0, 1, 0, 0)));
  }

  @Test
  void handsBackThoughtsWithTheirSignatures() {
    String stream =
        blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"I should \"}")
            + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"look.\"}")
            + delta(0, "{\"type\":\"signature_delta\",\"signature\":\"c2ln+/==\"}")
            + stop(0)
            + blockStart(1, "{\"type\":\"redacted_thinking\",\"data\":\"ZGF0YQ==\"}")
            + stop(1)
            + blockStart(2, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            + delta(2, "{\"type\":\"signature_delta\",\"signature\":\"b21pdHRlZA==\"}")
            + stop(2)
            + toolStart(3, "a", "look")
            + stop(3)
            + TOOL_END;

    assertThat(feed.readAll(stream))
        .containsExactly(
            STARTED,
            thought("I should "),
            thought("look."),
            FINISHED,
            completed("I should look.", "c2ln+/==", null),
            STARTED,
            FINISHED,
            completed("", null, "ZGF0YQ=="),
            STARTED,
            FINISHED,
            completed("", "b21pdHRlZA==", null),
            started("a", "look"),
            ready("a", "look", "{}"),
            END);
  }

  @Test
  void completesAThoughtThatTextEnds() {
    String stream =
        AnthropicStreams.text("a")
            + blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}")
            + AnthropicStreams.text("b")
            + TOOL_END;

    assertThat(feed.readAll(stream))
        .containsSubsequence(FINISHED, completed("hm", "s", null), new ListenerCall.Text("b"));
  }

  @Test
  void handsBackNothingOfAnEmptyThoughtAndOfACutOne() {
    String empty = blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"\"}") + stop(0);
    String cut = blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"hm\"}");

    assertThat(feed.readAll(empty + TOOL_END)).startsWith(STARTED, FINISHED).hasSize(3);
    assertThat(feed.readAll(cut)).startsWith(STARTED, thought("hm"), FINISHED).hasSize(4);
  }

  @Test
  void readsAMessageThatIsNotStreamed() {
    String body =
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-1","content":[
          {"type":"thinking","thinking":"hm","signature":"s"},
          {"type":"text","text":"Let me look."},
          {"type":"tool_use","id":"a","name":"look","input":{"at":"it"}}],
         "stop_reason":"tool_use","stop_sequence":null,
         "usage":{"input_tokens":3,"output_tokens":9}}
        """;

    assertThat(feed.readAll(body))
        .containsExactly(
            STARTED,
            thought("hm"),
            FINISHED,
            completed("hm", "s", null),
            new ListenerCall.Text("Let me look."),
            started("a", "look"),
            arguments("a", "{\"at\":\"it\"}"),
            ready("a", "look", "{\"at\":\"it\"}"),
            new ListenerCall.End(FinishReason.TOOL_CALLS, new Usage(3, 9, 0, 0)));
  }

  @Test
  void readsStopDetailsAsARefusal() {
    String stream =
        AnthropicStreams.event(
                "message_delta",
                "{\"delta\":{\"stop_reason\":\"end_turn\",\"stop_details\":{\"type\":\"refusal\","
                    + "\"category\":\"Cyber\\nCrime\",\"explanation\":\"No.\"}}}")
            + AnthropicStreams.STOP;

    assertThat(feed.readAll(stream))
        .containsExactly(
            new ListenerCall.Activity(new ModelActivity.Declined("cyber_crime")),
            new ListenerCall.End(FinishReason.REFUSAL, Usage.NONE));
  }

  @Test
  void pairsToolCallsAndThoughtsInAnyStream() {
    property(60)
        .forAll(
            lists(
                of(
                    AnthropicStreams.text("a"),
                    toolStart(0, "a", "one"),
                    toolStart(1, "b", "two"),
                    input(0, "{}"),
                    input(1, "{\\\"a\\\":1}"),
                    stop(0),
                    blockStart(0, "{\"type\":\"thinking\",\"thinking\":\"hm\"}"),
                    delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s\"}"),
                    AnthropicStreams.messageDelta("tool_use", 1),
                    AnthropicStreams.event("ping", "{broken"),
                    AnthropicStreams.STOP),
                0,
                8))
        .checkAssert(events -> {
          List<ListenerCall> calls = feed.readAll(String.join("", events));

          assertPaired(calls);
          assertToolCallsPaired(calls);
        });
  }

  private static ListenerCall completed(
      String text, @Nullable String signature, @Nullable String encrypted) {
    return new ListenerCall.Activity(
        new ThoughtCompleted(new Thought("claude-1", text, signature, encrypted)));
  }

  private static String toolStart(int index, String id, String name) {
    return blockStart(
        index,
        "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":{}}".formatted(id, name));
  }

  private static String blockStart(int index, String block) {
    return AnthropicStreams.event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":"
            + index
            + ",\"content_block\":"
            + block
            + "}");
  }

  /** A piece of arguments, already escaped for JSON. */
  private static String input(int index, String escaped) {
    return delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\"" + escaped + "\"}");
  }

  private static String delta(int index, String delta) {
    return AnthropicStreams.event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
  }

  private static String stop(int index) {
    return AnthropicStreams.event(
        "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
  }
}
