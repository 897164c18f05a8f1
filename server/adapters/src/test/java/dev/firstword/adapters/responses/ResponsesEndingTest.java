package dev.firstword.adapters.responses;

import static dev.firstword.adapters.responses.ResponsesStreams.CREATED;
import static dev.firstword.adapters.responses.ResponsesStreams.MESSAGE;
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
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an answer ends: completely, cut short by a limit, refused, or failed. */
final class ResponsesEndingTest {

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new ResponsesTranslator(gate, "m-1", 64 * 1024, false));

  @ParameterizedTest
  @CsvSource({"max_output_tokens, LENGTH", "content_filter, REFUSAL", "'', LENGTH"})
  void endsAnIncompleteResponse(String reason, FinishReason expected) {
    String details = "\"error\":null,\"incomplete_details\":{\"reason\":\"" + reason + "\"},";

    assertThat(feed.readAll(text("a") + ended("incomplete", details, "")))
        .containsExactly(new ListenerCall.Text("a"), end(expected));
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
            end(FinishReason.LENGTH));
  }

  @Test
  void endsARefusalWithoutItsText() {
    String whole =
        "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"content\":["
            + "{\"type\":\"refusal\",\"refusal\":\"I can't.\"}]}";
    ListenerCall refused = end(FinishReason.REFUSAL);

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
        .containsExactly(
            new ListenerCall.Text("a"), new ListenerCall.Text("b"), end(FinishReason.STOP));
    assertThat(feed.readFailure(odd))
        .isEqualTo(new Malformed("an event could not be read, and there is no finish reason"));
  }

  private static ListenerCall activity(ModelActivity activity) {
    return new Activity(activity);
  }
}
