package dev.firstword.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.provider.RecordingListener.News;
import dev.firstword.provider.anthropic.AnthropicTranslator;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.TextFrame;
import dev.firstword.provider.openai.OpenAiTranslator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** A text that is cut out of an event is the one that the parser would have read. */
final class TextFrameTest {

  private static final int LIMIT = 64 * 1024;

  @Property(tries = 2000)
  void aMessagesStreamIsReadAsByTheParser(@ForAll("deltas") List<byte[]> events) {
    assertReadAsAlone(gate -> new AnthropicTranslator(gate, LIMIT), events);
  }

  @Property(tries = 2000)
  void aChatCompletionIsReadAsByTheParser(@ForAll("chunks") List<byte[]> events) {
    assertReadAsAlone(gate -> new OpenAiTranslator(gate, LIMIT), events);
  }

  @Test
  void cutsATextOutOfAKnownFrame() {
    TextFrame frame = new TextFrame();
    byte[] first = "{\"text\":\"one\"}".getBytes(UTF_8);
    byte[] second = "{\"text\":\"zwei \u00fc\"}".getBytes(UTF_8);

    frame.learn(first, 0, first.length, 8);

    assertThat(frame.cut(second, 0, second.length)).isEqualTo("zwei \u00fc");
  }

  @Test
  void leavesAnEscapeToTheParser() {
    TextFrame frame = new TextFrame();
    byte[] first = "{\"text\":\"one\"}".getBytes(UTF_8);
    byte[] second = "{\"text\":\"t\\u0077o\"}".getBytes(UTF_8);

    frame.learn(first, 0, first.length, 8);

    assertThat(frame.cut(second, 0, second.length)).isNull();
  }

  /** A translator that has seen no event before asks the parser. */
  private static void assertReadAsAlone(
      Function<ListenerGate, ResponseTranslator> dialect, List<byte[]> events) {
    RecordingListener together = new RecordingListener();
    ResponseTranslator translator = dialect.apply(new ListenerGate(together));
    List<News> alone = new ArrayList<>();
    for (byte[] event : events) {
      translator.read(event, 0, event.length);
      RecordingListener one = new RecordingListener();
      dialect.apply(new ListenerGate(one)).read(event, 0, event.length);
      alone.addAll(one.news());
      if (one.news().stream().anyMatch(news -> !(news instanceof News.Text))) {
        break; // The rest of a stream that has failed is not read.
      }
    }

    assertThat(together.news()).isEqualTo(alone);
  }

  @Provide
  Arbitrary<List<byte[]>> deltas() {
    return events(
        Arbitraries.of(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"text\":\"%s\","
                + "\"type\":\"text_delta\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"text\":\"a\",\"text\":\"%s\","
                + "\"type\":\"text_delta\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"type\":\"thinking_delta\","
                + "\"thinking\":\"%s\"}}\n\n",
            "event: content_block_delta\ndata: {\"delta\":{\"type\":\"text_delta\","
                + "\"text\":\"%s\"}\n\n"));
  }

  @Provide
  Arbitrary<List<byte[]>> chunks() {
    return events(
        Arbitraries.of(
            "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
                + "\"finish_reason\":null}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}],\"obfuscation\":\"x\"}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}},"
                + "{\"delta\":{\"content\":\"%s\"}}]}\n\n",
            "data: {\"choices\":[{\"delta\":{\"content\":null,\"refusal\":\"%s\"}}]}\n\n",
            "data: {\"error\":{\"message\":\"%s\"},\"choices\":[]}\n\n"));
  }

  /** Mostly of one frame, as streams are, with texts that may be anything. */
  private static Arbitrary<List<byte[]>> events(Arbitrary<String> frames) {
    Arbitrary<String> plain = Arbitraries.strings().ascii().alpha().numeric().ofMaxLength(12);
    Arbitrary<String> words =
        Arbitraries.strings().withChars(" a\u00e9\u65e5\ud83d\ude00").ofMaxLength(8);
    Arbitrary<String> hostile =
        Arbitraries.strings().withChars("a\\\"nu0041}]{,:\t\u0000\ufffd").ofMaxLength(8);
    Arbitrary<byte[]> texts =
        Arbitraries.frequencyOf(
            Tuple.of(6, plain.map(text -> text.getBytes(UTF_8))),
            Tuple.of(3, words.map(text -> text.getBytes(UTF_8))),
            Tuple.of(1, hostile.map(text -> text.getBytes(UTF_8))),
            Tuple.of(1, words.map(text -> text.getBytes(UTF_8)).map(TextFrameTest::broken)));
    Arbitrary<byte[]> event =
        Combinators.combine(frames, texts)
            .as((frame, text) ->
                frame.formatted(new String(text, ISO_8859_1)).getBytes(ISO_8859_1));
    return event.list().ofMinSize(1).ofMaxSize(12);
  }

  /** The same without its last byte: bytes beyond ASCII are then no UTF-8. */
  private static byte[] broken(byte[] text) {
    return Arrays.copyOf(text, Math.max(0, text.length - 1));
  }
}
