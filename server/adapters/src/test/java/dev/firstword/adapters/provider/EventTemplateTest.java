package dev.firstword.adapters.provider;

import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.textsOf;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.anthropic.AnthropicTranslator;
import dev.firstword.adapters.dialect.EventTemplate;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.openai.OpenAiTranslator;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import dev.firstword.relay.testing.Generators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/** Text extracted from an event equals what the parser would have read. */
final class EventTemplateTest {

  private static final int LIMIT = 64 * 1024;

  /** Text with an escape, which is not learned from. */
  private static final String ANTHROPIC_START =
      "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\","
          + "\"text\":\"\\u0078\"}}\n\n";

  private static final String OPENAI_START =
      "data: {\"choices\":[{\"delta\":{\"content\":\"\\u0078\"}}]}\n\n";

  /** All of ASCII, letters and digits twice. */
  private static final String ASCII =
      IntStream.concat(
              IntStream.range(0, 128), IntStream.range(0, 128).filter(Character::isLetterOrDigit))
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  @Test
  void readsAnthropicStreamsLikeTheParser() {
    property(2000)
        .forAll(deltas())
        .checkAssert(events ->
            assertReadAsAlone(
                gate -> new AnthropicTranslator(gate, "some-model", LIMIT),
                ANTHROPIC_START,
                events));
  }

  @Test
  void readsOpenAiStreamsLikeTheParser() {
    property(2000)
        .forAll(chunks())
        .checkAssert(events ->
            assertReadAsAlone(
                gate -> new OpenAiTranslator(gate, "some-model", LIMIT), OPENAI_START, events));
  }

  @Test
  void extractsTextFromAKnownTemplate() {
    EventTemplate frame = new EventTemplate();
    byte[] first = "{\"text\":\"one\"}".getBytes(UTF_8);
    byte[] second = "{\"text\":\"zwei \u00fc\"}".getBytes(UTF_8);

    frame.learn(first, 0, first.length, 8);

    assertThat(frame.extractText(second, 0, second.length)).isEqualTo("zwei \u00fc");
  }

  @Test
  void leavesEscapesToTheParser() {
    EventTemplate frame = new EventTemplate();
    byte[] first = "{\"text\":\"one\"}".getBytes(UTF_8);
    byte[] second = "{\"text\":\"t\\u0077o\"}".getBytes(UTF_8);

    frame.learn(first, 0, first.length, 8);

    assertThat(frame.extractText(second, 0, second.length)).isNull();
  }

  /** A translator without a learned template uses the parser. */
  private static void assertReadAsAlone(
      Function<ListenerGate, ResponseTranslator> dialect, String start, List<byte[]> events) {
    RecordingListener together = new RecordingListener();
    ResponseTranslator translator = started(dialect, start, together);
    List<ListenerCall> alone = new ArrayList<>(List.of(new ListenerCall.Text("x")));
    for (byte[] event : events) {
      translator.read(event, 0, event.length);
      RecordingListener one = new RecordingListener();
      started(dialect, start, one).read(event, 0, event.length);
      alone.addAll(withoutBorders(one.calls()).stream().skip(1).toList());
      if (one.end() != null) {
        break; // A failed stream is not read to its end.
      }
    }

    assertThat(withoutBorders(together.calls())).isEqualTo(alone);
  }

  /** Returns a translator that is past the start of the answer, but has learned nothing. */
  private static ResponseTranslator started(
      Function<ListenerGate, ResponseTranslator> dialect,
      String start,
      RecordingListener listener) {
    ResponseTranslator translator = dialect.apply(new ListenerGate(listener));
    byte[] bytes = start.getBytes(UTF_8);
    translator.read(bytes, 0, bytes.length);
    return translator;
  }

  /** Where a thought starts and finishes depends on the events around it. */
  private static List<ListenerCall> withoutBorders(List<ListenerCall> calls) {
    return calls.stream()
        .filter(call -> !call.equals(ThinkingCalls.STARTED) && !call.equals(ThinkingCalls.FINISHED))
        .filter(call -> !(call instanceof Activity(ThoughtCompleted _)))
        .toList();
  }

  private static Gen<List<byte[]>> deltas() {
    return events(
        of(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"text\":\"%s\","
                + "\"type\":\"text_delta\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"text\":\"a\",\"text\":\"%s\","
                + "\"type\":\"text_delta\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"type\":\"thinking_delta\","
                + "\"thinking\":\"%s\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\","
                + "\"text\":\"a\",\"thinking\":\"%s\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\","
                + "\"text\":\"%s\"}\n\n"));
  }

  private static Gen<List<byte[]>> chunks() {
    return events(
        of(
            "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
                + "\"finish_reason\":null}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}],\"obfuscation\":\"x\"}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}},"
                + "{\"delta\":{\"content\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":null,\"refusal\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\",\"refusal\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\",\"reasoning\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"reasoning\":\"a\",\"content\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}"
                + "}]}\n\n",
            "data: {\"error\":{\"message\":\"%s\"},\"choices\":[]}\n\n"));
  }

  /** Mostly of one template, as in real streams, with arbitrary texts. */
  private static Gen<List<byte[]>> events(Gen<String> frames) {
    Gen<String> plain = textsOf(ASCII, 0, 12);
    Gen<String> words = textsOf(" a\u00e9\u65e5\ud83d\ude00", 0, 8);
    Gen<String> hostile = textsOf("a\\\"nu0041}]{,:\t\u0000\ufffd", 0, 8);
    Gen<byte[]> texts =
        Generate.frequency(
            Pair.of(6, plain.map(text -> text.getBytes(UTF_8))),
            Pair.of(3, words.map(text -> text.getBytes(UTF_8))),
            Pair.of(1, hostile.map(text -> text.getBytes(UTF_8))),
            Pair.of(1, words.map(text -> text.getBytes(UTF_8)).map(EventTemplateTest::broken)));
    Gen<byte[]> event =
        frames.zip(
            texts,
            (frame, text) -> frame.formatted(new String(text, ISO_8859_1)).getBytes(ISO_8859_1));
    return lists(event.describedAs(Generators::describe), 1, 12);
  }

  /** Drops the last byte, so that bytes beyond ASCII are invalid UTF-8. */
  private static byte[] broken(byte[] text) {
    return Arrays.copyOf(text, Math.max(0, text.length - 1));
  }
}
