package dev.firstword.adapters.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.Rejected;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.client.ProviderFailure.Unauthorized;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicTranslatorTest {

  private static final String CANARY = "canary-in-the-providers-text";

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new AnthropicTranslator(gate, "some-model", 64 * 1024));

  @Test
  void emitsTextThenTheEnd() {
    List<ListenerCall> news = feed.read(AnthropicStreams.answer("Hello", " 😀\\n", "\\u00e9 日本"));

    assertThat(news)
        .containsExactly(
            new ListenerCall.Text("Hello"),
            new ListenerCall.Text(" 😀\n"),
            new ListenerCall.Text("é 日本"),
            new ListenerCall.End(FinishReason.STOP, new Usage(25, 15, 100, 2000)));
  }

  @Test
  void usesTheLatestCumulativeUsage() {
    String stream =
        AnthropicStreams.START
            + AnthropicStreams.messageDelta("end_turn", 7)
            + AnthropicStreams.event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":30,"
                    + "\"cache_read_input_tokens\":null,\"output_tokens\":9}}")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.End(FinishReason.STOP, new Usage(30, 9, 100, 2000)));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, STOP",
    "stop_sequence, STOP",
    "max_tokens, LENGTH",
    "model_context_window_exceeded, LENGTH",
    "refusal, REFUSAL",
    "tool_use, OTHER",
    "pause_turn, PAUSE"
  })
  void mapsStopReasons(String stopReason, FinishReason expected) {
    String stream = AnthropicStreams.messageDelta(stopReason, 1) + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.End(expected, new Usage(0, 1, 0, 0)));
  }

  @Test
  void ignoresEverythingButTextAndThinking() {
    String stream =
        AnthropicStreams.event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                    + "{\"type\":\"later\",\"thinking\":\"no\",\"text\":\"no\"}}")
            + delta("{\"type\":\"signature_delta\",\"signature\":\"abc\"}")
            + delta("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"text\\\":\"}")
            + delta("{\"type\":\"citations_delta\",\"citation\":{\"text\":\"no\"}}")
            + delta("{\"text\":\"no\",\"thinking\":\"no\",\"type\":\"later_delta\"}")
            + AnthropicStreams.text("")
            + AnthropicStreams.event("later_event", "not even JSON")
            + AnthropicStreams.event("ping", "{\"type\": \"ping\"}")
            + ": a comment\n\ndata: {\"type\":\"nameless\"}\n\n"
            + AnthropicStreams.text("yes")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("yes"), new ListenerCall.End(FinishReason.OTHER, Usage.NONE));
  }

  @Test
  void readsFieldsInAnyOrderAndIgnoresUnknownOnes() {
    String stream =
        AnthropicStreams.event(
                "content_block_delta",
                "{\"later\":[{\"text\":1}],\"delta\":{\"text\":\"a\",\"x\":{},"
                    + "\"type\":\"text_delta\"},\"index\":0,\"type\":\"content_block_delta\"}")
            + AnthropicStreams.event(
                "content_block_start", "{\"content_block\":{\"text\":\"b\",\"type\":\"text\"}}")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .startsWith(new ListenerCall.Text("a"), new ListenerCall.Text("b"));
  }

  @Test
  void emitsNothingAfterTheEnd() {
    String stream = AnthropicStreams.STOP + AnthropicStreams.text("late") + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).hasSize(1);
  }

  @Test
  void failsAStreamWithoutMessageStopAsCut() {
    String stream =
        AnthropicStreams.START
            + AnthropicStreams.text("so far")
            + "event: message_stop\ndata: {\"type\":\"message_sto";

    List<ListenerCall> news = feed.read(stream);

    assertThat(news).hasSize(2).startsWith(new ListenerCall.Text("so far"));
    assertThat(news.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.Failure.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Cut.class));
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_request_error, Rejected",
    "authentication_error, Unauthorized",
    "billing_error, Unauthorized",
    "permission_error, Unauthorized",
    "not_found_error, Rejected",
    "conflict_error, ServerError",
    "request_too_large, Rejected",
    "rate_limit_error, RateLimited",
    "api_error, ServerError",
    "timeout_error, ServerError",
    "overloaded_error, Overloaded",
    "a_later_error, ServerError"
  })
  void classifiesErrorEvents(String type, String expected) {
    ProviderFailure failure = feed.readFailure(AnthropicStreams.error(type, CANARY));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(failure.toString()).doesNotContain(CANARY).doesNotContain("a_later_error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "canary-in-the-providers-text",
        "{\"delta\":{\"type\":\"text_delta\",\"text\":\"canary-in-the-providers-text",
        "{\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}",
        "{\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}}",
        "{\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}} canary-in-the-providers-text",
        "[\"canary-in-the-providers-text\"]",
        "null"
      })
  void skipsAnOddEventOfAGoodStream(String data) {
    List<ListenerCall> news =
        feed.read(
            AnthropicStreams.event("content_block_delta", data)
                + AnthropicStreams.text("yes")
                + AnthropicStreams.event("content_block_delta", data)
                + AnthropicStreams.messageDelta("end_turn", 1)
                + AnthropicStreams.STOP);

    assertThat(news)
        .containsExactly(
            new ListenerCall.Text("yes"),
            new ListenerCall.End(FinishReason.STOP, new Usage(0, 1, 0, 0)));
  }

  @Test
  void failsTooManyEventsThatCannotBeReadAsMalformed() {
    ProviderFailure failure =
        feed.readFailure(
            AnthropicStreams.event("content_block_delta", "{\"" + CANARY)
                    .repeat(EventTranslator.MAX_SKIPPED_EVENTS + 1)
                + AnthropicStreams.text("late")
                + AnthropicStreams.STOP);

    assertThat(failure)
        .isEqualTo(new Malformed("more than 16 events are not the JSON they should be"));
  }

  /** The event that could not be read may have said that the answer is not complete. */
  @Test
  void failsAStreamWithAGapAndWithoutAStopReason() {
    List<ListenerCall> news =
        feed.read(
            AnthropicStreams.text("so far")
                + AnthropicStreams.event("message_delta", "{\"delta\":{")
                + AnthropicStreams.STOP);

    assertThat(news)
        .containsExactly(
            new ListenerCall.Text("so far"),
            new ListenerCall.Failure(
                new Malformed("an event could not be read, and there is no finish reason")));
  }

  @Test
  void skipsAnEventThatIsNotUtf8() {
    byte[] stream =
        (AnthropicStreams.text("_")
                + AnthropicStreams.text("yes")
                + AnthropicStreams.messageDelta("end_turn", 1)
                + AnthropicStreams.STOP)
            .getBytes(StandardCharsets.UTF_8);
    stream[AnthropicStreams.text("_").indexOf("\"_\"") + 1] = (byte) 0xFF;
    RecordingListener listener = new RecordingListener();
    AnthropicTranslator translator =
        new AnthropicTranslator(new ListenerGate(listener), "some-model", 64 * 1024);

    translator.read(stream, 0, stream.length);

    assertThat(listener.calls())
        .containsExactly(
            new ListenerCall.Text("yes"),
            new ListenerCall.End(FinishReason.STOP, new Usage(0, 1, 0, 0)));
    assertThat(translator.skippedEvents()).isEqualTo(1);
  }

  @Test
  void rejectsAnEventOverTheLimit() {
    TranslatorFeed narrow =
        new TranslatorFeed(gate -> new AnthropicTranslator(gate, "some-model", 200));

    List<ListenerCall> news =
        narrow.read(
            AnthropicStreams.text("ok") + AnthropicStreams.text("x".repeat(200)) + "data: more");

    assertThat(news).hasSize(2).startsWith(new ListenerCall.Text("ok"));
    assertThat(news.getLast())
        .isEqualTo(new ListenerCall.Failure(new Malformed("an event has more than 200 bytes")));
  }

  @Test
  void namesTheFailingEvent() {
    assertThat(feed.readFailure(AnthropicStreams.error("overloaded_error", "x")))
        .isEqualTo(new Overloaded(null, "error event in mid-stream, overloaded_error"));
    assertThat(feed.readFailure(AnthropicStreams.error("rate_limit_error", "x")))
        .isInstanceOf(RateLimited.class);
    assertThat(feed.readFailure(AnthropicStreams.error("api_error", "x")))
        .isEqualTo(new ServerError(500, "error event in mid-stream, api_error"));
    assertThat(feed.readFailure(AnthropicStreams.error("not_found_error", "x")))
        .isEqualTo(new Rejected(404, "error event in mid-stream, not_found_error"));
    assertThat(feed.readFailure(AnthropicStreams.error("permission_error", "x")))
        .isEqualTo(new Unauthorized("error event in mid-stream, permission_error"));
  }

  private static String delta(String delta) {
    return AnthropicStreams.event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}");
  }
}
