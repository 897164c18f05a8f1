package dev.firstword.adapters.anthropic;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.provider.ThinkingCalls.tokens;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicThinkingTranslatorTest {

  private static final String CANARY = "canary-in-a-signature";
  private static final String THINKING_START =
      blockStart("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
  private static final String REDACTED_START =
      blockStart("{\"type\":\"redacted_thinking\",\"data\":\"" + CANARY + "\"}");
  private static final String SIGNATURE =
      delta("{\"type\":\"signature_delta\",\"signature\":\"" + CANARY + "\"}");
  private static final String HIDDEN_DELTA =
      delta("{\"type\":\"thinking_delta\",\"thinking\":\"\",\"estimated_tokens\":null}");
  private static final ListenerCall HELLO = new ListenerCall.Text("Hello");
  private static final ListenerCall END = new ListenerCall.End(FinishReason.OTHER, Usage.NONE);

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new AnthropicTranslator(gate, "some-model", 64 * 1024));

  @Test
  void reportsASummarizedThoughtThenTheAnswer() {
    String stream =
        AnthropicStreams.START
            + THINKING_START
            + thinking("Let me \\n")
            + AnthropicStreams.PING
            + thinking("see 日本.")
            + SIGNATURE
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.BLOCK_START
            + AnthropicStreams.text("Hello")
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.messageDelta("end_turn", 15)
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(
            STARTED,
            thought("Let me \n"),
            thought("see 日本."),
            FINISHED,
            HELLO,
            new ListenerCall.End(FinishReason.STOP, new Usage(25, 15, 100, 2000)));
  }

  @Test
  void reportsAThoughtThatIsNotShown() {
    String stream =
        THINKING_START
            + HIDDEN_DELTA
            + SIGNATURE
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.text("Hello")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).containsExactly(STARTED, FINISHED, HELLO, END);
  }

  @Test
  void reportsEachIncrementOfEstimatedTokens() {
    String stream =
        THINKING_START
            + estimate("50")
            + HIDDEN_DELTA
            + estimate("25")
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).containsExactly(STARTED, tokens(50), tokens(25), FINISHED, END);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "null", "1.5", "\"50\"", "[50]", "true"})
  void ignoresAnEstimateThatIsNoPositiveInteger(String estimate) {
    String stream =
        THINKING_START + estimate(estimate) + AnthropicStreams.BLOCK_STOP + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).containsExactly(STARTED, FINISHED, END);
  }

  @Test
  void reportsRedactedBlocksAsThoughts() {
    String stream =
        THINKING_START
            + thinking("hm")
            + AnthropicStreams.BLOCK_STOP
            + REDACTED_START
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.text("Hello")
            + AnthropicStreams.BLOCK_STOP
            + REDACTED_START
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.text("Hello")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(
            STARTED,
            thought("hm"),
            FINISHED,
            STARTED,
            FINISHED,
            HELLO,
            STARTED,
            FINISHED,
            HELLO,
            END);
  }

  @Test
  void readsTheTextThatABlockStartsWith() {
    String stream =
        blockStart("{\"thinking\":\"so\",\"type\":\"thinking\",\"text\":\"no\"}")
            + AnthropicStreams.BLOCK_STOP
            + blockStart("{\"type\":\"text\",\"text\":\"Hello\",\"thinking\":\"no\"}")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).containsExactly(STARTED, thought("so"), FINISHED, HELLO, END);
  }

  @Test
  void finishesAThoughtAtTheFirstTextIfItsStopIsOmitted() {
    String stream =
        AnthropicStreams.text("a") // Later text matches its template.
            + THINKING_START
            + thinking("hm")
            + AnthropicStreams.text("Hello")
            + AnthropicStreams.BLOCK_STOP
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.Text("a"), STARTED, thought("hm"), FINISHED, HELLO, END);
  }

  @Test
  void finishesAThoughtAtTheNextBlockIfItsStopIsOmitted() {
    String toolStart = blockStart("{\"type\":\"tool_use\",\"id\":\"t\",\"input\":{}}");
    String stream =
        THINKING_START + THINKING_START + thinking("hm") + toolStart + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(STARTED, FINISHED, STARTED, thought("hm"), FINISHED, END);
  }

  @Test
  void startsAThoughtWhoseStartIsOmitted() {
    String stream = HIDDEN_DELTA + thinking("hm") + AnthropicStreams.STOP;

    assertThat(feed.read(stream)).containsExactly(STARTED, thought("hm"), FINISHED, END);
  }

  @Test
  void finishesAThoughtAtTheStopReason() {
    RecordingListener listener = new RecordingListener();
    AnthropicTranslator translator =
        new AnthropicTranslator(new ListenerGate(listener), "some-model", 1000);
    byte[] bytes =
        (THINKING_START + AnthropicStreams.messageDelta("max_tokens", 1)).getBytes(UTF_8);

    translator.read(bytes, 0, bytes.length);

    assertThat(listener.calls()).containsExactly(STARTED, FINISHED);
  }

  @Test
  void finishesAThoughtThatIsCut() {
    List<ListenerCall> calls = feed.read(THINKING_START + thinking("hm"));

    assertThat(calls).hasSize(4).startsWith(STARTED, thought("hm"), FINISHED);
    assertThat(calls.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.Failure.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Cut.class));
  }

  @Test
  void readsTheLatestNumberOfThinkingTokens() {
    String stream =
        usage("{\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":4}}")
            + usage("{\"output_tokens\":30,\"output_tokens_details\":{\"thinking_tokens\":20}}")
            + usage("{\"output_tokens\":40,\"output_tokens_details\":null}")
            + usage("{\"output_tokens\":40,\"output_tokens_details\":{\"thinking_tokens\":null}}")
            + AnthropicStreams.STOP;

    assertThat(feed.read(stream))
        .containsExactly(
            new ListenerCall.End(
                FinishReason.OTHER, new Usage(0, 40, 0, 0).withThinkingTokens(20)));
  }

  @Test
  void pairsThoughtsAndHidesSignaturesInAnyStream() {
    property(60)
        .forAll(
            lists(
                of(
                    AnthropicStreams.text("Hello"),
                    AnthropicStreams.text(""),
                    AnthropicStreams.BLOCK_START,
                    AnthropicStreams.BLOCK_STOP,
                    THINKING_START,
                    REDACTED_START,
                    thinking("hm"),
                    estimate("50"),
                    HIDDEN_DELTA,
                    SIGNATURE,
                    AnthropicStreams.messageDelta("end_turn", 1),
                    AnthropicStreams.STOP,
                    AnthropicStreams.error("overloaded_error", "x")),
                0,
                8))
        .checkAssert(events -> {
          List<ListenerCall> calls = feed.read(String.join("", events));

          assertPaired(calls);
          assertThat(calls.toString()).doesNotContain(CANARY);
        });
  }

  private static String blockStart(String block) {
    return AnthropicStreams.event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}");
  }

  private static String thinking(String escaped) {
    return delta("{\"type\":\"thinking_delta\",\"thinking\":\"" + escaped + "\"}");
  }

  private static String estimate(String tokens) {
    return delta(
        "{\"type\":\"thinking_delta\",\"thinking\":\"\",\"estimated_tokens\":" + tokens + "}");
  }

  private static String delta(String delta) {
    return AnthropicStreams.event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}");
  }

  private static String usage(String usage) {
    return AnthropicStreams.event(
        "message_delta", "{\"type\":\"message_delta\",\"delta\":{},\"usage\":" + usage + "}");
  }
}
