package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.anthropic.AnthropicTranslator;
import dev.firstword.adapters.dialect.EventTemplate;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.openai.OpenAiTranslator;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
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

/** Text extracted from an event equals what the parser would have read. */
final class EventTemplateTest {

  private static final int LIMIT = 64 * 1024;

  @Property(tries = 2000)
  void readsAnthropicStreamsLikeTheParser(@ForAll("deltas") List<byte[]> events) {
    assertReadAsAlone(gate -> new AnthropicTranslator(gate, LIMIT), events);
  }

  @Property(tries = 2000)
  void readsOpenAiStreamsLikeTheParser(@ForAll("chunks") List<byte[]> events) {
    assertReadAsAlone(gate -> new OpenAiTranslator(gate, LIMIT), events);
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
      Function<ListenerGate, ResponseTranslator> dialect, List<byte[]> events) {
    RecordingListener together = new RecordingListener();
    ResponseTranslator translator = dialect.apply(new ListenerGate(together));
    List<ListenerCall> alone = new ArrayList<>();
    for (byte[] event : events) {
      translator.read(event, 0, event.length);
      RecordingListener one = new RecordingListener();
      dialect.apply(new ListenerGate(one)).read(event, 0, event.length);
      alone.addAll(one.calls());
      if (one.calls().stream().anyMatch(news -> !(news instanceof ListenerCall.Text))) {
        break; // A failed stream is not read to its end.
      }
    }

    assertThat(together.calls()).isEqualTo(alone);
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

  /** Mostly of one template, as in real streams, with arbitrary texts. */
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
            Tuple.of(1, words.map(text -> text.getBytes(UTF_8)).map(EventTemplateTest::broken)));
    Arbitrary<byte[]> event =
        Combinators.combine(frames, texts)
            .as((frame, text) ->
                frame.formatted(new String(text, ISO_8859_1)).getBytes(ISO_8859_1));
    return event.list().ofMinSize(1).ofMaxSize(12);
  }

  /** Drops the last byte, so that bytes beyond ASCII are invalid UTF-8. */
  private static byte[] broken(byte[] text) {
    return Arrays.copyOf(text, Math.max(0, text.length - 1));
  }
}
