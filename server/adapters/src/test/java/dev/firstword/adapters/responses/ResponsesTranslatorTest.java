package dev.firstword.adapters.responses;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.responses.ResponsesStreams.CREATED;
import static dev.firstword.adapters.responses.ResponsesStreams.added;
import static dev.firstword.adapters.responses.ResponsesStreams.completed;
import static dev.firstword.adapters.responses.ResponsesStreams.delta;
import static dev.firstword.adapters.responses.ResponsesStreams.done;
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
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stream is read whole, split at every byte, and byte by byte. */
final class ResponsesTranslatorTest {

  private static final String CANARY = "canary-in-the-providers-text";
  private static final Usage USAGE = new Usage(80, 300, 6, 1920).withThinkingTokens(240);
  private static final ListenerCall END = new ListenerCall.End(FinishReason.STOP, USAGE);
  private static final String MESSAGE =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\","
          + "\"content\":[]}";
  private static final String WHOLE_MESSAGE =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\","
          + "\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],"
          + "\"text\":\"Hello 😀\\n\"}]}";
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
            new ListenerCall.End(FinishReason.TOOL_CALLS, USAGE));
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
            new ListenerCall.End(FinishReason.TOOL_CALLS, USAGE));
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
            new ListenerCall.End(FinishReason.TOOL_CALLS, USAGE));
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
        new ListenerCall.End(FinishReason.TOOL_CALLS, USAGE));
  }

  @ParameterizedTest
  @CsvSource({"max_output_tokens, LENGTH", "content_filter, REFUSAL", "'', LENGTH"})
  void endsAnIncompleteResponse(String reason, FinishReason expected) {
    String details = "\"error\":null,\"incomplete_details\":{\"reason\":\"" + reason + "\"},";

    assertThat(feed.readAll(text("a") + ended("incomplete", details, "")))
        .containsExactly(new ListenerCall.Text("a"), new ListenerCall.End(expected, USAGE));
  }

  @Test
  void failsAResponseThatIsIncompleteForAnUnknownReason() {
    String details = "\"incomplete_details\":{\"reason\":\"canary\"},";

    assertFailure(ended("incomplete", details, ""), "Malformed");
  }

  /** Its arguments are not JSON, so nothing will run it. */
  @Test
  void endsACallThatTheLimitCutOff() {
    String stream =
        added(0, call("call_1", "a", "", "in_progress"))
            + delta("function_call_arguments", 0, "{\\\"ci")
            + done(0, call("call_1", "a", "{\\\"ci", "incomplete"))
            + ended("incomplete", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"},", "");

    assertThat(feed.readAll(stream))
        .containsExactly(
            activity(new ToolCallStarted("call_1", "a")),
            activity(new ToolArguments("call_1", "{\"ci")),
            activity(new ToolCallReady(new ToolCall("call_1", "a", "{\"ci"))),
            new ListenerCall.End(FinishReason.LENGTH, USAGE));
  }

  @Test
  void endsARefusalWithoutItsText() {
    String whole =
        "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"content\":["
            + "{\"type\":\"refusal\",\"refusal\":\"I can't.\"}]}";
    ListenerCall refused = new ListenerCall.End(FinishReason.REFUSAL, USAGE);

    assertThat(feed.readAll(added(0, MESSAGE) + delta("refusal", 0, "I can't.") + completed()))
        .containsExactly(refused);
    assertThat(feed.readAll(done(0, whole) + completed())).containsExactly(refused);
    assertThat(feed.readAll(ended("completed", "", whole))).containsExactly(refused);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {"code":"server_error","message":"canary"}        | ServerError
          {"code":"rate_limit_exceeded","message":"canary"} | RateLimited
          {"code":"insufficient_quota","message":"canary"}  | RateLimited
          {"code":"invalid_prompt","message":"canary"}      | Rejected
          {"code":"canary","message":"canary"}              | ServerError
          null                                              | ServerError
          """)
  void failsAFailedResponse(String error, String expected) {
    assertFailure(ended("failed", "\"error\":" + error + ",", ""), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"error","code":"rate_limit_exceeded","message":"canary","param":null} | RateLimited
          {"type":"error","code":null,"message":"canary","sequence_number":3}           | ServerError
          {"type":"error","error":{"type":"invalid_request_error","message":"canary"}}  | Rejected
          {"error":{"code":"server_error","message":"canary"}}                          | ServerError
          {"type":"response.output_text.delta","delta":"","error":{"code":503}}         | Overloaded
          """)
  void failsAtAnErrorOfAnyShape(String data, String expected) {
    assertFailure("data: " + data + "\n\n", expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "cancelled"})
  void doesNotTakeAFailedStatusForSuccess(String status) {
    assertFailure(
        event("response.completed", "\"response\":{\"status\":\"" + status + "\"}"), "ServerError");
  }

  private void assertFailure(String end, String expected) {
    List<ListenerCall> calls = feed.readAll(CREATED + text("a") + end + text("b"));

    assertThat(calls).hasSize(2);
    assertThat(calls.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.Failure.class,
            failed -> {
              assertThat(failed.failure().getClass().getSimpleName()).isEqualTo(expected);
              assertThat(failed.toString()).doesNotContain("canary");
            });
  }

  @Test
  void failsAStreamThatEndsEarly() {
    assertThat(feed.readFailure(CREATED))
        .isEqualTo(new Cut("the stream ended without response.completed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"canary", "{} {}", "{\"type\":}"})
  void skipsAnEventThatCannotBeRead(String data) {
    String odd = "data: " + data + "\n\n";

    assertThat(feed.readAll(text("a") + odd + text("b") + completed()))
        .containsExactly(new ListenerCall.Text("a"), new ListenerCall.Text("b"), END);
    assertThat(feed.readFailure(odd))
        .isEqualTo(new Malformed("an event could not be read, and there is no finish reason"));
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

  /** A function call; the arguments are already escaped for JSON. */
  private static String call(String id, String name, String arguments, String status) {
    return "{\"id\":\"fc_"
        + id
        + "\",\"type\":\"function_call\",\"status\":\""
        + status
        + "\",\"arguments\":\""
        + arguments
        + "\",\"call_id\":\""
        + id
        + "\",\"name\":\""
        + name
        + "\"}";
  }
}
