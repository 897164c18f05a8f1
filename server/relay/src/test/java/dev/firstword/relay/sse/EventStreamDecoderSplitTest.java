package dev.firstword.relay.sse;

import static dev.firstword.relay.testing.Generators.byteArrays;
import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.textsOf;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.EventRecorder.Signal;
import dev.firstword.relay.testing.Generators;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/** Any stream, split anywhere, decodes as the reference decodes the whole stream. */
final class EventStreamDecoderSplitTest {

  private static final int NO_LIMIT = 1 << 20;

  @Test
  void decodesAWholeStreamLikeTheReference() {
    property(2000)
        .forAll(streams())
        .checkAssert(stream ->
            assertThat(EventRecorder.decode(stream, NO_LIMIT, List.of()))
                .isEqualTo(ReferenceDecoder.decode(stream)));
  }

  @Test
  void decodesTheSameWhenSplitInTwoAtAnyByte() {
    property(500)
        .forAll(streams())
        .checkAssert(stream -> {
          List<Signal> whole = EventRecorder.decode(stream, NO_LIMIT, List.of());

          for (int split = 0; split <= stream.length; split++) {
            assertThat(EventRecorder.decode(stream, NO_LIMIT, List.of(split))).isEqualTo(whole);
          }
        });
  }

  @Test
  void decodesTheSameWhenSplitAtRandomOrIntoSingleBytes() {
    property(2000)
        .forAll(streams(), lists(integers()))
        .checkAssert((stream, anywhere) -> {
          List<Signal> whole = EventRecorder.decode(stream, NO_LIMIT, List.of());

          List<Integer> everywhere = IntStream.range(0, stream.length).boxed().toList();

          assertThat(EventRecorder.decode(stream, NO_LIMIT, splits(stream, anywhere)))
              .isEqualTo(whole);
          assertThat(EventRecorder.decode(stream, NO_LIMIT, everywhere)).isEqualTo(whole);
        });
  }

  @Test
  void enforcesTheLimitWhereverTheStreamIsSplit() {
    property(2000)
        .forAll(streams(), lists(integers()))
        .checkAssert((stream, anywhere) -> {
          List<Signal> whole = EventRecorder.decode(stream, 5, List.of());

          assertThat(EventRecorder.decode(stream, 5, splits(stream, anywhere))).isEqualTo(whole);
          assertThat(whole)
              .allSatisfy(signal -> {
                if (signal instanceof Signal.Event event) {
                  assertThat(event.data().getBytes(UTF_8).length).isLessThanOrEqualTo(5);
                }
              });
        });
  }

  @Test
  void decodesRandomBytesLikeTheReference() {
    property(2000)
        .forAll(byteArrays(), lists(integers()))
        .checkAssert((noise, anywhere) ->
            assertThat(EventRecorder.decode(noise, NO_LIMIT, splits(noise, anywhere)))
                .isEqualTo(ReferenceDecoder.decode(noise)));
  }

  /** Splits of a stream, its start and end included, from any integers. */
  private static SortedSet<Integer> splits(byte[] stream, List<Integer> anywhere) {
    SortedSet<Integer> splits = new TreeSet<>();
    anywhere.forEach(each -> splits.add(Math.floorMod(each, stream.length + 1)));
    return splits;
  }

  /** Streams of meaningful lines mixed with near misses. */
  private static Gen<byte[]> streams() {
    Gen<String> name =
        of("data", "data", "data", "event", "id", "retry", "", " data", "dat", "datax", "Event");
    Gen<String> colon = of(":", ": ", ":  ", "");
    Gen<String> value =
        Generate.oneOf(
            of("", "7", "1500", "x", "é", "日本語", "😀", "a\0b", ": ", "[DONE]", "{\"a\":\"b: c\"}"),
            textsOf("ab :\0é\uFEFF0", 0, 12));
    Gen<String> end = of("\n", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n");
    Gen<String> line =
        name.zip(colon, value, end, (n, c, v, e) -> (c.isEmpty() ? n : n + c + v) + e);
    Gen<String> start = of("", "", "\uFEFF", "\uFEFF\uFEFF");
    Gen<String> tail = of("", "data: lost", "data: lost\n", "\r", ":", "da");
    return start
        .zip(
            lists(line, 0, 12),
            tail,
            (s, lines, t) -> (s + String.join("", lines) + t).getBytes(UTF_8))
        .describedAs(Generators::describe);
  }
}
