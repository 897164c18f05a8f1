package dev.firstword.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import dev.firstword.client.EventStreamDecoder.End;
import dev.firstword.client.EventStreamDecoder.Event;
import dev.firstword.client.EventStreamDecoder.Item;
import dev.firstword.client.EventStreamDecoder.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of event streams. */
final class EventStreamDecoderTest {

  @Test
  void decodesTheSameHoweverTheBytesAreSplit() {
    qt().withExamples(200)
        .forAll(
            lists().of(strings().allPossible().ofLengthBetween(0, 12)).ofSizeBetween(0, 6),
            integers().between(0, 2))
        .checkAssert((texts, ending) -> {
          String newline = List.of("\n", "\r\n", "\r").get(ending);
          StringBuilder stream = new StringBuilder("\uFEFF: comment" + newline + newline);
          List<Item> expected = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            String text = printable(texts.get(i));
            stream.append("id: ").append(i + 1).append(newline);
            stream.append("data: ").append(text).append(newline).append(newline);
            expected.add(new Event(i + 1, text));
          }
          stream.append("data: [DONE]").append(newline).append(newline);
          expected.add(new End());

          byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
          for (int split = 0; split <= bytes.length; split++) {
            assertThat(decode(bytes, split)).isEqualTo(expected);
          }
          assertThat(decodeEachByte(bytes)).isEqualTo(expected);
        });
  }

  @Test
  void joinsTheLinesOfData() {
    assertThat(decode("id: 7\ndata: a\ndata:b\ndata\n\n")).containsExactly(new Event(7, "a\nb\n"));
  }

  @Test
  void ignoresCommentsAndFieldsThatItDoesNotKnow() {
    assertThat(decode(": keep-alive\n\nevent: x\nretry: 5\nid: 1\ndata: {}\n\n"))
        .containsExactly(new Event(1, "{}"));
  }

  @Test
  void dropsAnEventWhoseEndHasNotArrived() {
    assertThat(decode("id: 1\ndata: {}\n")).isEmpty();
  }

  @Test
  void refusesAnEventWithoutANumber() {
    assertThat(decode("id: x\ndata: {}\n\n")).containsExactly(new Malformed());
  }

  @Test
  void refusesAnEventThatIsTooLong() {
    assertThat(decode("data: " + "x".repeat(5 * 1024 * 1024))).contains(new Malformed());
  }

  /** No line breaks, and no halves of characters, which have no UTF-8 form. */
  private static String printable(String text) {
    String cleaned = text.replaceAll("[\\r\\n\\uFEFF]", "-");
    String whole = new String(cleaned.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return whole.equals("[DONE]") ? "" : whole;
  }

  private static List<Item> decode(String stream) {
    return new EventStreamDecoder()
        .decode(List.of(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8))));
  }

  private static List<Item> decode(byte[] bytes, int split) {
    EventStreamDecoder decoder = new EventStreamDecoder();
    List<Item> items = new ArrayList<>(decoder.decode(List.of(ByteBuffer.wrap(bytes, 0, split))));
    items.addAll(decoder.decode(List.of(ByteBuffer.wrap(bytes, split, bytes.length - split))));
    return items;
  }

  private static List<Item> decodeEachByte(byte[] bytes) {
    EventStreamDecoder decoder = new EventStreamDecoder();
    List<Item> items = new ArrayList<>();
    for (byte each : bytes) {
      items.addAll(decoder.decode(List.of(ByteBuffer.wrap(new byte[] {each}))));
    }
    return items;
  }
}
