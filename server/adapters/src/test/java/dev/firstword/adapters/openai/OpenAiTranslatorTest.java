package dev.firstword.adapters.openai;

import static dev.firstword.adapters.openai.ChatCompletionStreams.DONE;
import static dev.firstword.adapters.openai.ChatCompletionStreams.chunk;
import static dev.firstword.adapters.openai.ChatCompletionStreams.data;
import static dev.firstword.adapters.openai.ChatCompletionStreams.finish;
import static dev.firstword.adapters.openai.ChatCompletionStreams.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.Rejected;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiTranslatorTest {

  private static final String CANARY = "canary-in-the-providers-text";
  private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", null);
  private static final String USAGE =
      data(
          "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{"
              + "\"prompt_tokens\":2006,\"completion_tokens\":300,\"total_tokens\":2306,"
              + "\"prompt_tokens_details\":{\"cached_tokens\":1920,\"audio_tokens\":0},"
              + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
  private static final Usage EXPECTED_USAGE = new Usage(86, 300, 0, 1920);

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new OpenAiTranslator(gate, "some-model", 64 * 1024));

  @Test
  void emitsTextThenTheEndWithTheLastUsage() {
    String stream = ROLE + text("Hello") + text(" 😀\\n") + finish("stop") + USAGE + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("Hello"),
            new ListenerCall.Text(" 😀\n"),
            new ListenerCall.End(FinishReason.STOP, EXPECTED_USAGE));
  }

  @Test
  void acceptsARepeatedRole() {
    String stream =
        chunk("{\"role\":\"assistant\",\"content\":\"a\"}", null)
            + chunk("{\"role\":\"assistant\",\"content\":\"b\"}", null)
            + chunk("{\"role\":\"assistant\",\"content\":\"\"}", "stop")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("a"),
            new ListenerCall.Text("b"),
            new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void ignoresComments() {
    String stream =
        ":\n\n: OPENROUTER PROCESSING\n\n"
            + text("a")
            + ":\n"
            + text("b")
            + finish("length")
            + ": OPENROUTER PROCESSING\n\n"
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("a"),
            new ListenerCall.Text("b"),
            new ListenerCall.End(FinishReason.LENGTH, Usage.NONE));
  }

  @Test
  void readsUsageAndFinishInOneChunk() {
    String stream =
        data(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,"
                    + "\"completion_tokens\":1,\"prompt_tokens_details\":null}}")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("x"),
            new ListenerCall.End(FinishReason.STOP, new Usage(5, 1, 0, 0)));
  }

  @Test
  void keepsUsageFollowedByNull() {
    String stream = USAGE + data("{\"choices\":[],\"usage\":null}") + finish("stop") + DONE;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.End(FinishReason.STOP, EXPECTED_USAGE));
  }

  @Test
  void ignoresOtherChoicesAndToolsWithoutAName() {
    String stream =
        chunk("{\"tool_calls\":[{\"function\":{\"arguments\":\"{\"}}]}", null)
            + data(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":null},"
                    + "{\"index\":1,\"delta\":{\"content\":\"other\"}}],\"later\":{\"a\":[1]}}")
            + finish("tool_calls")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.Text("a"), new ListenerCall.End(FinishReason.OTHER, Usage.NONE));
  }

  @ParameterizedTest
  @CsvSource({"stop, STOP", "length, LENGTH", "content_filter, REFUSAL", "tool_calls, OTHER"})
  void mapsFinishReasons(String finishReason, FinishReason expected) {
    assertThat(feed.read(finish(finishReason) + DONE))
        .containsExactly(new ListenerCall.End(expected, Usage.NONE));
  }

  @Test
  void completesAStreamThatEndsAfterItsFinishReason() {
    assertThat(feed.read(text("a") + finish("stop")))
        .containsExactly(
            new ListenerCall.Text("a"), new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void completesAConnectionCutAfterTheFinishReason() {
    RecordingListener listener = new RecordingListener();
    OpenAiTranslator translator =
        new OpenAiTranslator(new ListenerGate(listener), "some-model", 1000);
    byte[] bytes = finish("stop").getBytes(StandardCharsets.UTF_8);

    translator.read(bytes, 0, bytes.length);
    translator.fail(new Cut("closed"));

    assertThat(listener.calls())
        .containsExactly(new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void failsAStreamWithoutEitherAsCut() {
    List<ListenerCall> news = feed.read(ROLE + text("a"));

    assertThat(news).hasSize(2);
    assertThat(failure(news)).isInstanceOf(Cut.class);
  }

  @Test
  void completesAtDoneWithoutFinishReason() {
    assertThat(feed.read(text("a") + DONE + text("late")))
        .containsExactly(
            new ListenerCall.Text("a"), new ListenerCall.End(FinishReason.OTHER, Usage.NONE));
  }

  @Test
  void classifiesErrorChunksAfterTheirText() {
    List<ListenerCall> news =
        feed.read(
            text("a")
                + data(
                    "{\"id\":\"g\",\"error\":{\"code\":502,\"message\":\""
                        + CANARY
                        + "\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},"
                        + "\"finish_reason\":\"error\"}]}"));

    assertThat(news).startsWith(new ListenerCall.Text("a"), new ListenerCall.Text("b")).hasSize(3);
    assertThat(failure(news)).isEqualTo(new ServerError(502, "error in mid-stream, as HTTP 502"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"canary-in-the-providers-text\",\"type\":\"server_error\"}}",
        "{\"error\":\"canary-in-the-providers-text\"}",
        "{\"object\":\"error\",\"message\":\"canary-in-the-providers-text\",\"code\":500}",
        "{\"error\":{\"code\":\"canary-in-the-providers-text\",\"type\":null}}"
      })
  void classifiesEachErrorShape(String data) {
    ProviderFailure failure = feed.readFailure(data(data) + DONE);

    assertThat(failure).isInstanceOf(ServerError.class);
    assertThat(failure.toString()).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"type\":\"text\",\"text\":\"Hello\"},{\"type\":\"text\",\"text\":\" world\"}]",
        "[{\"text\":\"Hello\"},{\"text\":\" world\"}]",
        "[\"Hello\",\" world\"]",
        "[{\"type\":\"image_url\",\"text\":\"no\"},{\"type\":\"text\",\"text\":\"Hello world\"}]",
        "{\"type\":\"text\",\"text\":\"Hello world\"}"
      })
  void readsTheTextOfAListOfParts(String content) {
    assertThat(feed.read(chunk("{\"content\":" + content + "}", null) + finish("stop") + DONE))
        .containsExactly(
            new ListenerCall.Text("Hello world"),
            new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"refusal\":\"I can't help with that.\"}",
        "{\"content\":null,\"refusal\":\"I can't.\"}",
        "{\"content\":[{\"type\":\"refusal\",\"refusal\":\"I can't.\"}]}"
      })
  void endsARefusalWithoutItsText(String delta) {
    assertThat(feed.read(chunk(delta, null) + finish("stop") + DONE))
        .containsExactly(new ListenerCall.End(FinishReason.REFUSAL, Usage.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"delta\":{},\"error\":{\"code\":502},\"finish_reason\":\"error\"",
        "\"delta\":{},\"error\":{\"code\":502},\"finish_reason\":\"stop\"",
        "\"delta\":{\"error\":{\"code\":502}}"
      })
  void failsForAnErrorInTheChoice(String choice) {
    List<ListenerCall> news =
        feed.read(text("a") + data("{\"choices\":[{\"index\":0," + choice + "}]}") + DONE);

    assertThat(failure(news)).isInstanceOf(ServerError.class);
  }

  @Test
  void readsErrorTypeAndCode() {
    assertThat(feed.readFailure(data("{\"error\":{\"code\":\"rate_limit_exceeded\"}}")))
        .isEqualTo(new RateLimited(Duration.ofSeconds(1), "error in mid-stream, as HTTP 429"));
    assertThat(feed.readFailure(data("{\"error\":{\"type\":\"insufficient_quota\"}}")))
        .isEqualTo(
            new RateLimited(
                null, "error in mid-stream, as HTTP 429, the account's quota is spent"));
    assertThat(feed.readFailure(data("{\"error\":{\"code\":503}}"))).isInstanceOf(Overloaded.class);
    assertThat(
            feed.readFailure(
                data("{\"object\":\"error\",\"type\":\"BadRequestError\",\"code\":400}")))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void ignoresANullError() {
    assertThat(feed.read(data("{\"error\":null,\"choices\":[]}") + finish("stop") + DONE))
        .containsExactly(new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary-in-the-providers-text",
        "{\"choices\":[{\"delta\":{\"content\":\"canary-in-the-providers-text",
        "{\"choices\":[]}}",
        "[1]",
        "[DONE",
        "{\"choices\":[}]}"
      })
  void skipsAnOddEventOfAGoodStream(String data) {
    List<ListenerCall> news =
        feed.read(data(data) + text("yes") + data(data) + finish("stop") + DONE);

    assertThat(news)
        .containsExactly(
            new ListenerCall.Text("yes"), new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void failsTooManyEventsThatCannotBeReadAsMalformed() {
    ProviderFailure failure =
        feed.readFailure(
            data("{\"" + CANARY).repeat(EventTranslator.MAX_SKIPPED_EVENTS + 1)
                + text("late")
                + finish("stop"));

    assertThat(failure)
        .isEqualTo(new Malformed("more than 16 events are not the JSON they should be"));
  }

  private static ProviderFailure failure(List<ListenerCall> news) {
    if (news.getLast() instanceof ListenerCall.Failure failed) {
      return failed.failure();
    }
    throw new AssertionError("no failure in " + news);
  }
}
