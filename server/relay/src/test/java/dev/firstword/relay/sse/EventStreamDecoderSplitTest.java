package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.EventRecorder.Signal;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any stream, split anywhere, decodes as the reference decodes the whole stream. */
final class EventStreamDecoderSplitTest {

  private static final int NO_LIMIT = 1 << 20;

  @Property(tries = 2000)
  void decodesAWholeStreamLikeTheReference(@ForAll("streams") byte[] stream) {
    assertThat(EventRecorder.decode(stream, NO_LIMIT, List.of()))
        .isEqualTo(ReferenceDecoder.decode(stream));
  }

  @Property(tries = 500)
  void decodesTheSameWhenSplitInTwoAtAnyByte(@ForAll("streams") byte[] stream) {
    List<Signal> whole = EventRecorder.decode(stream, NO_LIMIT, List.of());

    for (int split = 0; split <= stream.length; split++) {
      assertThat(EventRecorder.decode(stream, NO_LIMIT, List.of(split))).isEqualTo(whole);
    }
  }

  @Property(tries = 2000)
  void decodesTheSameWhenSplitAtRandomOrIntoSingleBytes(
      @ForAll("streams") byte[] stream, @ForAll List<Integer> anywhere) {
    List<Signal> whole = EventRecorder.decode(stream, NO_LIMIT, List.of());

    TreeSet<Integer> splits = new TreeSet<>();
    anywhere.forEach(each -> splits.add(Math.floorMod(each, stream.length + 1)));
    List<Integer> everywhere = IntStream.range(0, stream.length).boxed().toList();

    assertThat(EventRecorder.decode(stream, NO_LIMIT, splits)).isEqualTo(whole);
    assertThat(EventRecorder.decode(stream, NO_LIMIT, everywhere)).isEqualTo(whole);
  }

  @Property(tries = 2000)
  void enforcesTheLimitWhereverTheStreamIsSplit(
      @ForAll("streams") byte[] stream, @ForAll List<Integer> anywhere) {
    List<Signal> whole = EventRecorder.decode(stream, 5, List.of());

    TreeSet<Integer> splits = new TreeSet<>();
    anywhere.forEach(each -> splits.add(Math.floorMod(each, stream.length + 1)));

    assertThat(EventRecorder.decode(stream, 5, splits)).isEqualTo(whole);
    assertThat(whole)
        .allSatisfy(signal -> {
          if (signal instanceof Signal.Event event) {
            assertThat(event.data().getBytes(UTF_8).length).isLessThanOrEqualTo(5);
          }
        });
  }

  @Property(tries = 2000)
  void decodesRandomBytesLikeTheReference(@ForAll byte[] noise, @ForAll List<Integer> anywhere) {
    TreeSet<Integer> splits = new TreeSet<>();
    anywhere.forEach(each -> splits.add(Math.floorMod(each, noise.length + 1)));

    assertThat(EventRecorder.decode(noise, NO_LIMIT, splits))
        .isEqualTo(ReferenceDecoder.decode(noise));
  }

  /** Streams of meaningful lines mixed with near misses. */
  @Provide
  Arbitrary<byte[]> streams() {
    Arbitrary<String> name =
        Arbitraries.of(
            "data", "data", "data", "event", "id", "retry", "", " data", "dat", "datax", "Event");
    Arbitrary<String> colon = Arbitraries.of(":", ": ", ":  ", "");
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of(
                "", "7", "1500", "x", "é", "日本語", "😀", "a\0b", ": ", "[DONE]", "{\"a\":\"b: c\"}"),
            Arbitraries.strings().withChars("ab :\0é\uFEFF0").ofMaxLength(12));
    Arbitrary<String> end = Arbitraries.of("\n", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n");
    Arbitrary<String> line =
        Combinators.combine(name, colon, value, end)
            .as((n, c, v, e) -> (c.isEmpty() ? n : n + c + v) + e);
    Arbitrary<String> start = Arbitraries.of("", "", "\uFEFF", "\uFEFF\uFEFF");
    Arbitrary<String> tail = Arbitraries.of("", "data: lost", "data: lost\n", "\r", ":", "da");
    return Combinators.combine(start, line.list().ofMaxSize(12), tail)
        .as((s, lines, t) -> (s + String.join("", lines) + t).getBytes(UTF_8));
  }
}
