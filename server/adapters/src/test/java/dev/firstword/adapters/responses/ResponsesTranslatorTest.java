package dev.firstword.adapters.responses;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.responses.ResponsesStreams.CREATED;
import static dev.firstword.adapters.responses.ResponsesStreams.MESSAGE;
import static dev.firstword.adapters.responses.ResponsesStreams.WHOLE_MESSAGE;
import static dev.firstword.adapters.responses.ResponsesStreams.added;
import static dev.firstword.adapters.responses.ResponsesStreams.call;
import static dev.firstword.adapters.responses.ResponsesStreams.completed;
import static dev.firstword.adapters.responses.ResponsesStreams.delta;
import static dev.firstword.adapters.responses.ResponsesStreams.done;
import static dev.firstword.adapters.responses.ResponsesStreams.end;
import static dev.firstword.adapters.responses.ResponsesStreams.ended;
import static dev.firstword.adapters.responses.ResponsesStreams.event;
import static dev.firstword.adapters.responses.ResponsesStreams.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stream is read whole, split at every byte, and byte by byte. */
final class ResponsesTranslatorTest {

  private static final String CANARY = "canary-in-the-providers-text";
  private static final ListenerCall END = end(FinishReason.STOP);
  private static final String REASONING =
      "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"partial\"}";
  private static final String WHOLE_REASONING =
      "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":["
          + "{\"type\":\"summary_text\",\"text\":\"First.\"},"
          + "{\"type\":\"summary_text\",\"text\":\"Then.\"}],"
          + "\"encrypted_content\":\"cipher+/=\"}";

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new ResponsesTranslator(gate, "m-1", 64 * 1024, false));

  @Test
  void emitsTextThenTheEndWithUsage() {
    String stream =
        CREATED
            + event("response.in_progress", "\"response\":{\"status\":\"in_progress\"}")
            + added(0, MESSAGE)
            + event(
                "response.content_part.added",
                "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,"
                    + "\"part\":{\"type\":\"output_text\",\"text\":\"\"}")
            + text("Hello")
            + text("")
            + text(" 😀\\n")
            + event(
                "response.output_text.done",
                "\"item_id\":\"msg_1\",\"output_index\":0,\"text\":\"Hello 😀\\n\"")
            + done(0, WHOLE_MESSAGE)
            + ended("completed", "\"error\":null,", WHOLE_MESSAGE);

    assertThat(feed.readAll(stream))
        .containsExactly(new ListenerCall.Text("Hello"), new ListenerCall.Text(" 😀\n"), END);
  }

  @Test
  void goesByTheTypeInTheData() {
    String stream =
        "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\n"
            + "event: response.failed\n"
            + "data: {\"delta\":\"b\",\"type\":\"response.output_text.delta\"}\n\n"
            + "event: response.output_text.delta\ndata: {\"delta\":\"c\"}\n\n"
            + completed()
            + "data: [DONE]\n\n";

    assertThat(feed.readAll(stream))
        .containsExactly(
            new ListenerCall.Text("a"),
            new ListenerCall.Text("b"),
            new ListenerCall.Text("c"),
            END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": keep-alive\n\n",
        "data:\n\n",
        "event: keepalive\ndata: {\"type\":\"keepalive\",\"sequence_number\":3}\n\n",
        "data: {\"type\":\"response.new.delta\",\"delta\":\"no\",\"item\":7,\"response\":[]}\n\n",
        "data: {\"type\":\"response.web_search_call.searching\",\"output_index\":4}\n\n",
        "data: {\"type\":\"response.output_item.added\",\"output_index\":5,\"item\":"
            + "{\"type\":\"compaction\",\"error\":\"no\"}}\n\n",
        "data: {\"type\":\"response.code_interpreter_call_code.done\",\"code\":\"500\"}\n\n",
        "data: {\"delta\":\"no\"}\n\n",
        "data: {\"type\":7,\"delta\":7}\n\n"
      })
  void ignoresWhatIsNoAnswer(String other) {
    assertThat(feed.readAll(other + text("a") + other + completed()))
        .containsExactly(new ListenerCall.Text("a"), END);
  }

  @Test
  void reportsReasoningSummariesAndReturnsThemEncrypted() {
    String stream =
        CREATED
            + added(0, REASONING)
            + event(
                "response.reasoning_summary_part.added",
                "\"output_index\":0,\"summary_index\":0,\"part\":{\"type\":\"summary_text\"}")
            + delta("reasoning_summary_text", 0, "Fir")
            + delta("reasoning_summary_text", 0, "st.")
            + event(
                "response.reasoning_summary_part.added",
                "\"output_index\":0,\"summary_index\":1,\"part\":{\"type\":\"summary_text\"}")
            + delta("reasoning_summary_text", 0, "Then.")
            + done(0, WHOLE_REASONING)
            + added(1, MESSAGE)
            + delta("output_text", 1, "Hello")
            + done(1, WHOLE_MESSAGE)
            + completed();

    assertThat(feed.readAll(stream))
        .containsExactly(
            STARTED,
            thought("Fir"),
            thought("st."),
            thought("\n\n"),
            thought("Then."),
            FINISHED,
            completedThought("First.\n\nThen."),
            new ListenerCall.Text("Hello"),
            END);
  }

  @Test
  void reportsReasoningThatIsNotShown() {
    String hidden =
        "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],"
            + "\"encrypted_content\":\"cipher+/=\"}";

    assertThat(feed.readAll(added(0, REASONING) + done(0, hidden) + text("a") + completed()))
        .containsExactly(STARTED, FINISHED, completedThought(""), new ListenerCall.Text("a"), END);
  }

  @Test
  void readsOpenReasoning() {
    String open = "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"content\":[]}";

    assertThat(
            feed.readAll(
                added(0, open)
                    + delta("reasoning_text", 0, "hm")
                    + text("a")
                    + done(0, open)
                    + completed()))
        .containsExactly(STARTED, thought("hm"), FINISHED, new ListenerCall.Text("a"), END);
  }

  @Test
  void hidesEncryptedReasoning() {
    String stream =
        added(0, REASONING.replace("partial", CANARY))
            + done(0, WHOLE_REASONING.replace("cipher+/=", CANARY))
            + completed();

    assertThat(feed.readAll(stream).toString()).doesNotContain(CANARY);
  }

  @Test
  void reportsParallelFunctionCalls() {
    String stream =
        CREATED
            + added(0, call("call_1", "weather", "", "in_progress"))
            + delta("function_call_arguments", 0, "{\\\"city\\\":")
            + delta("function_call_arguments", 0, "\\\"Bonn\\\"}")
            + event(
                "response.function_call_arguments.done",
                "\"item_id\":\"item_0\",\"output_index\":0,"
                    + "\"arguments\":\"{\\\"city\\\":\\\"Bonn\\\"}\"")
            + done(0, call("call_1", "weather", "{\\\"city\\\":\\\"Bonn\\\"}", "completed"))
            + added(1, call("call_2", "clock", "", "in_progress"))
            + done(1, call("call_2", "clock", "", "completed"))
            + completed();

    assertThat(feed.readAll(stream))
        .containsExactly(
            activity(new ToolCallStarted("call_1", "weather")),
            activity(new ToolArguments("call_1", "{\"city\":")),
            activity(new ToolArguments("call_1", "\"Bonn\"}")),
            activity(new ToolCallReady(new ToolCall("call_1", "weather", "{\"city\":\"Bonn\"}"))),
            activity(new ToolCallStarted("call_2", "clock")),
            activity(new ToolCallReady(new ToolCall("call_2", "clock", "{}"))),
            end(FinishReason.TOOL_CALLS));
  }

  @Test
  void reportsInterleavedFunctionCalls() {
    String stream =
        added(0, call("call_1", "a", "", "in_progress"))
            + added(1, call("call_2", "b", "", "in_progress"))
            + delta("function_call_arguments", 1, "[2")
            + delta("function_call_arguments", 0, "not JSON")
            + delta("function_call_arguments", 1, "]")
            + completed();

    assertThat(feed.readAll(stream))
        .containsSubsequence(
            activity(new ToolCallReady(new ToolCall("call_1", "a", "not JSON"))),
            activity(new ToolCallReady(new ToolCall("call_2", "b", "[2]"))),
            end(FinishReason.TOOL_CALLS));
  }

  @Test
  void tellsItemsApartByIdWithoutAnIndex() {
    String stream =
        "data: {\"type\":\"response.output_item.added\",\"item\":"
            + call("call_1", "a", "", "in_progress")
            + "}\n\n"
            + "data: {\"type\":\"response.function_call_arguments.delta\",\"item_id\":\"fc_call_1\","
            + "\"delta\":\"{}\"}\n\n"
            + "data: {\"type\":\"response.output_item.done\",\"item\":"
            + call("call_1", "a", "{}", "completed")
            + "}\n\n"
            + completed();

    assertThat(feed.readAll(stream))
        .containsExactly(
            activity(new ToolCallStarted("call_1", "a")),
            activity(new ToolArguments("call_1", "{}")),
            activity(new ToolCallReady(new ToolCall("call_1", "a", "{}"))),
            end(FinishReason.TOOL_CALLS));
  }

  @Test
  void takesFromTheWholeItemWhatWasNotStreamed() {
    String stream =
        done(0, WHOLE_REASONING)
            + done(1, WHOLE_MESSAGE)
            + done(2, call("call_1", "a", "[1]", "completed"))
            + completed();

    assertThat(feed.readAll(stream)).isEqualTo(wholeAnswer());
  }

  @Test
  void takesFromTheWholeResponseWhatWasNotStreamed() {
    String output =
        String.join(",", WHOLE_REASONING, WHOLE_MESSAGE, call("call_1", "a", "[1]", "completed"));

    assertThat(feed.readAll(ended("completed", "", output))).isEqualTo(wholeAnswer());
  }

  private static List<ListenerCall> wholeAnswer() {
    return List.of(
        STARTED,
        thought("First.\n\nThen."),
        FINISHED,
        completedThought("First.\n\nThen."),
        new ListenerCall.Text("Hello 😀\n"),
        activity(new ToolCallStarted("call_1", "a")),
        activity(new ToolArguments("call_1", "[1]")),
        activity(new ToolCallReady(new ToolCall("call_1", "a", "[1]"))),
        end(FinishReason.TOOL_CALLS));
  }

  @Test
  void readsAWholeResponseThatIsNoStream() {
    String response =
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"error\":null,"
            + "\"model\":\"m-1\",\"output\":["
            + WHOLE_REASONING
            + ","
            + WHOLE_MESSAGE
            + ","
            + call("call_1", "a", "[1]", "completed")
            + "],\"usage\":"
            + ResponsesStreams.USAGE
            + "}";

    assertThat(feed.readAll(response)).isEqualTo(wholeAnswer());
  }

  @Test
  void givesACallWithoutAnIdOne() {
    String stream = done(0, "{\"type\":\"function_call\",\"name\":\"a\"}") + completed();

    assertThat(feed.readAll(stream))
        .contains(
            activity(
                new ToolCallReady(
                    new ToolCall(TranslatorFeed.GENERATED_ID_PREFIX + 1, "a", "{}"))));
  }

  private static ListenerCall completedThought(String text) {
    return activity(new ThoughtCompleted(new Thought("m-1", text, "rs_1", "cipher+/=")));
  }

  private static ListenerCall activity(ModelActivity activity) {
    return new Activity(activity);
  }
}
