package dev.firstword.adapters.openai;

import static dev.firstword.adapters.openai.ChatCompletionStreams.DONE;
import static dev.firstword.adapters.openai.ChatCompletionStreams.chunk;
import static dev.firstword.adapters.openai.ChatCompletionStreams.data;
import static dev.firstword.adapters.openai.ChatCompletionStreams.finish;
import static dev.firstword.adapters.openai.ChatCompletionStreams.text;
import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiThinkingTranslatorTest {

  private static final String CANARY = "canary-in-a-signature";
  private static final ListenerCall YES = new ListenerCall.Text("yes");
  private static final ListenerCall END = new ListenerCall.End(FinishReason.STOP, Usage.NONE);

  /** Deltas with the thought "hm" and no text. */
  static final List<String> SPELLINGS =
      List.of(
          "{\"reasoning_content\":\"hm\"}",
          "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\"}",
          "{\"content\":\"\",\"reasoning\":\"hm\"}",
          "{\"thinking\":\"hm\"}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\","
              + "\"signature\":\"canary-in-a-signature\",\"format\":\"x\",\"index\":0}]}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"hm\"}]}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"h\"},"
              + "{\"type\":\"reasoning.encrypted\",\"data\":\"canary-in-a-signature\"},"
              + "{\"type\":\"reasoning.text\",\"text\":\"m\"}]}",
          "{\"reasoning_details\":[{\"text\":null,\"summary\":\"hm\"}]}",
          "{\"reasoning_details\":[{\"text\":\"hm\",\"summary\":\"the same\"}]}",
          "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\"},"
              + "{\"type\":\"text\",\"text\":\"m\"}],\"closed\":true}]}",
          "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
              + "\"signature\":\"canary-in-a-signature\"}]}",
          "{\"content\":[{\"text\":\"hm\",\"type\":\"reasoning\"}]}",
          "{\"content\":[{\"type\":\"reasoning\",\"reasoning\":\"hm\",\"summary\":[]}]}",
          "{\"content\":[{\"type\":\"reasoning\","
              + "\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}]}]}",
          // The same text in two spellings.
          "{\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\","
              + "\"text\":\"not this\"}]}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"not this\"}],"
              + "\"reasoning\":\"hm\"}",
          "{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"}",
          "{\"reasoning\":\"\",\"reasoning_content\":null,"
              + "\"reasoning_details\":[{\"text\":\"hm\"}]}");

  /** Deltas with neither a thought nor text. */
  static final List<String> NOTHING =
      List.of(
          "{}",
          "{\"content\":null,\"reasoning\":null,\"reasoning_content\":null,\"thinking\":null}",
          "{\"content\":\"\",\"reasoning\":\"\",\"reasoning_content\":\"\",\"thinking\":\"\"}",
          "{\"reasoning_details\":null,\"refusal\":null}",
          "{\"reasoning_details\":[],\"refusal\":\"\"}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\","
              + "\"data\":\"canary-in-a-signature\"}]}",
          "{\"reasoning_details\":[{\"type\":\"reasoning.text\","
              + "\"signature\":\"canary-in-a-signature\"}]}",
          "{\"reasoning\":true,\"reasoning_content\":7,\"thinking\":{\"later\":{\"text\":\"no\"}}}",
          "{\"content\":[]}",
          "{\"content\":[null,7,[\"no\"],{\"type\":\"text\"},"
              + "{\"type\":\"image_url\",\"text\":\"no\"},"
              + "{\"type\":\"thinking\",\"thinking\":[]},{\"type\":\"refusal\",\"refusal\":\"\"}]}");

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new OpenAiTranslator(gate, "some-model", 64 * 1024));

  @ParameterizedTest
  @FieldSource("SPELLINGS")
  void reportsAThoughtInAnySpelling(String delta) {
    String stream = chunk(delta, null) + text("yes") + finish("stop") + DONE;

    assertThat(feed.read(stream)).containsExactly(STARTED, thought("hm"), FINISHED, YES, END);
  }

  @ParameterizedTest
  @FieldSource("NOTHING")
  void ignoresADeltaWithoutText(String delta) {
    String stream = chunk(delta, null) + text("yes") + chunk(delta, "stop") + DONE;

    assertThat(feed.read(stream)).containsExactly(YES, END);
  }

  @ParameterizedTest
  @FieldSource("SPELLINGS")
  void readsTextThatFollowsAThoughtByTemplate(String delta) {
    String stream = text("yes") + chunk(delta, null) + text("yes") + finish("stop") + DONE;

    assertThat(feed.read(stream)).containsExactly(YES, STARTED, thought("hm"), FINISHED, YES, END);
  }

  @Test
  void joinsThePiecesOfAThought() {
    String stream =
        chunk("{\"reasoning\":\"a\"}", null)
            + ": OPENROUTER PROCESSING\n\n"
            + chunk("{\"reasoning\":\"\"}", null)
            + chunk("{\"reasoning\":\" \\u00e9\\n\"}", null)
            + text("yes")
            + finish("stop")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(STARTED, thought("a"), thought(" é\n"), FINISHED, YES, END);
  }

  @Test
  void reportsTheThoughtOfAChunkBeforeItsText() {
    String stream =
        chunk("{\"content\":\"yes\",\"reasoning_content\":\"hm\"}", null)
            + chunk(
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"so\"},"
                    + "{\"type\":\"text\",\"text\":\"y\"},{\"type\":\"text\",\"text\":\"es\"}]}",
                "stop")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            STARTED, thought("hm"), FINISHED, YES, STARTED, thought("so"), FINISHED, YES, END);
  }

  @Test
  void finishesAThoughtAtTheFinishReason() {
    String reasoning = chunk("{\"reasoning\":\"hm\"}", null);

    assertThat(feed.read(reasoning + finish("length") + DONE))
        .containsExactly(
            STARTED,
            thought("hm"),
            FINISHED,
            new ListenerCall.End(FinishReason.LENGTH, Usage.NONE));
    assertThat(feed.read(reasoning + DONE))
        .containsExactly(
            STARTED, thought("hm"), FINISHED, new ListenerCall.End(FinishReason.OTHER, Usage.NONE));
  }

  /** The usage, and so the end, may come much later. */
  @Test
  void finishesAThoughtBeforeTheEndIsKnown() {
    RecordingListener listener = new RecordingListener();
    OpenAiTranslator translator =
        new OpenAiTranslator(new ListenerGate(listener), "some-model", 1000);
    byte[] bytes = (text("<think>hm</th") + finish("length")).getBytes(UTF_8);

    translator.read(bytes, 0, bytes.length);

    assertThat(listener.calls()).containsExactly(STARTED, thought("hm"), thought("</th"), FINISHED);
  }

  @Test
  void finishesAThoughtThatIsCut() {
    List<ListenerCall> calls = feed.read(chunk("{\"reasoning\":\"hm\"}", null));

    assertThat(calls).hasSize(4).startsWith(STARTED, thought("hm"), FINISHED);
    assertThat(calls.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.Failure.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Cut.class));
  }

  @Test
  void readsAThoughtBetweenTagsAtTheStart() {
    String stream =
        text("")
            + text("\\n<th")
            + text("ink>\\nLet")
            + text(" me see</")
            + text("think>\\n")
            + text("\\nyes")
            + text(" <think>")
            + finish("stop")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            STARTED,
            thought("Let"),
            thought(" me see"),
            FINISHED,
            YES,
            new ListenerCall.Text(" <think>"),
            END);
  }

  @Test
  void endsWithoutTextIfATagIsNotClosed() {
    assertThat(feed.read(text("<think>hm</thin") + finish("stop") + DONE))
        .containsExactly(STARTED, thought("hm"), thought("</thin"), FINISHED, END);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<", "<think", " \\n"})
  void emitsAnAnswerThatOnlyLooksLikeATag(String answer) {
    ListenerCall expected = new ListenerCall.Text(answer.replace("\\n", "\n"));

    assertThat(feed.read(text(answer) + finish("stop"))).containsExactly(expected, END);
    assertThat(feed.read(text(answer) + DONE))
        .containsExactly(expected, new ListenerCall.End(FinishReason.OTHER, Usage.NONE));
  }

  /** Whitespace alone must not count as an answer that has begun: another model may be asked. */
  @Test
  void dropsAnUndecidedStartIfTheCallFails() {
    assertThat(feed.readFailure(text("\\n<th"))).isInstanceOf(Cut.class);
  }

  @Test
  void readsTheTextOfContentParts() {
    String stream =
        chunk("{\"role\":\"assistant\",\"content\":\"\"}", null)
            + chunk("{\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}", null)
            + chunk("{\"content\":[{\"type\":\"text\",\"text\":\" world\"}]}", null)
            + finish("stop")
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.Text("Hello"), new ListenerCall.Text(" world"), END);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "length", "content_filter", "new"})
  void endsARefusalWithoutItsText(String finishReason) {
    String stream =
        chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", null)
            + chunk("{\"refusal\":\"I can't help\"}", null)
            + chunk("{\"refusal\":\" with that.\"}", null)
            + chunk("{\"content\":[{\"type\":\"refusal\",\"refusal\":\" No.\"}]}", null)
            + finish(finishReason)
            + DONE;

    assertThat(feed.read(stream))
        .containsExactly(new ListenerCall.End(FinishReason.REFUSAL, Usage.NONE));
  }

  @Test
  void doesNotLearnFromAChunkWithMoreThanText() {
    String thoughtful = chunk("{\"content\":\"yes\",\"reasoning\":\"hm\"}", null);
    String refused = chunk("{\"content\":\"yes\",\"refusal\":\"No.\"}", null);

    assertThat(feed.read(thoughtful + thoughtful + refused + refused + DONE))
        .containsExactly(
            STARTED,
            thought("hm"),
            FINISHED,
            YES,
            STARTED,
            thought("hm"),
            FINISHED,
            YES,
            YES,
            YES,
            new ListenerCall.End(FinishReason.REFUSAL, Usage.NONE));
  }

  @Test
  void readsARefusalAfterAThoughtThatIsNotClosed() {
    String stream = text("<think>hm") + chunk("{\"refusal\":\"No.\"}", null) + DONE;

    assertThat(feed.read(stream))
        .containsExactly(
            STARTED,
            thought("hm"),
            FINISHED,
            new ListenerCall.End(FinishReason.REFUSAL, Usage.NONE));
  }

  @Test
  void readsReasoningTokens() {
    String usage =
        data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":300,"
                + "\"completion_tokens_details\":{\"audio_tokens\":1,\"reasoning_tokens\":240}}}");

    assertThat(feed.read(finish("stop") + usage + DONE))
        .containsExactly(
            new ListenerCall.End(
                FinishReason.STOP, new Usage(20, 300, 0, 0).withThinkingTokens(240)));
  }

  @Test
  void pairsThoughtsAndHidesSignaturesInAnyStream() {
    property(60)
        .forAll(
            lists(
                of(
                    text("yes"),
                    text(""),
                    text(" "),
                    text("<think>"),
                    text("hm</think>"),
                    chunk("{\"reasoning\":\"hm\"}", null),
                    chunk("{\"content\":\"yes\",\"reasoning\":\"hm\"}", null),
                    chunk(SPELLINGS.get(4), null),
                    chunk(SPELLINGS.get(6), null),
                    chunk(NOTHING.get(5), null),
                    chunk("{\"refusal\":\"No.\"}", null),
                    finish("stop"),
                    data("{\"error\":{\"code\":503}}"),
                    DONE),
                0,
                6))
        .checkAssert(events -> {
          List<ListenerCall> calls = feed.read(String.join("", events));

          assertPaired(calls);
          assertThat(calls.toString()).doesNotContain(CANARY);
        });
  }
}
