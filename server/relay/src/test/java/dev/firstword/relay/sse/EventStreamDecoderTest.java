package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.EventRecorder.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the standard, one by one. */
final class EventStreamDecoderTest {

  @Test
  void joinsDataLinesWithLineFeeds() {
    List<Signal> signals = EventRecorder.decode("data: YHOO\ndata: +2\ndata: 10\n\n");

    assertThat(signals).containsExactly(event("YHOO\n+2\n10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void acceptsAllThreeLineEndings(String end) {
    String stream = "event: a" + end + "data: 1" + end + "data: 2" + end + end + "data:3" + end;

    List<Signal> signals = EventRecorder.decode(stream + end);

    assertThat(signals).containsExactly(new Signal.Event("a", "1\n2", ""), event("3"));
  }

  @Test
  void dispatchesAtACarriageReturnWithoutWaitingForALineFeed() {
    List<Signal> signals = EventRecorder.decode("data: 1\r\n\r");

    assertThat(signals).containsExactly(event("1"));
  }

  @Test
  void treatsASplitCarriageReturnLineFeedAsOneLineEnding() {
    byte[] stream = "data: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n".getBytes(UTF_8);

    List<Signal> signals = EventRecorder.decode(stream, 100, List.of(8, 17, 19, 29));

    assertThat(signals).containsExactly(event("1\n2"), event("3"));
  }

  @Test
  void dropsOneSpaceAfterTheColon() {
    List<Signal> signals = EventRecorder.decode("data:  two\n\ndata:none\n\ndata:\ttab\n\n");

    assertThat(signals).containsExactly(event(" two"), event("none"), event("\ttab"));
  }

  @Test
  void reportsComments() {
    AtomicInteger comments = new AtomicInteger();
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            100,
            new EventRecorder() {
              @Override
              public void onComment() {
                comments.incrementAndGet();
              }
            });
    byte[] stream = ": one\n:two\ndata: : none\n\nother: none\n:\n".getBytes(UTF_8);

    for (byte next : stream) {
      decoder.feed(new byte[] {next}, 0, 1);
    }

    assertThat(comments).hasValue(3);
  }

  @Test
  void ignoresCommentsAndUnknownFields() {
    String stream = ": keep-alive\n\n:\n\ndatas: no\ndat: no\n data: no\nDATA: no\ndata: yes\n\n";

    assertThat(EventRecorder.decode(stream)).containsExactly(event("yes"));
  }

  @Test
  void treatsAFieldWithoutAColonAsEmpty() {
    List<Signal> signals =
        EventRecorder.decode("data\n\ndata\ndata\n\ndata:\n\nevent\ndata: x\n\n");

    assertThat(signals).containsExactly(event(""), event("\n"), event(""), event("x"));
  }

  @Test
  void dispatchesNothingWithoutData() {
    List<Signal> signals = EventRecorder.decode("event: lost\n\nid: 7\n\ndata: x\n\n");

    assertThat(signals).containsExactly(new Signal.Event("message", "x", "7"));
  }

  @Test
  void discardsAnEventThatTheEndLeavesUnterminated() {
    assertThat(EventRecorder.decode("data: whole\n\ndata: lost\n")).containsExactly(event("whole"));
    assertThat(EventRecorder.decode("data: whole\n\ndata: lost")).containsExactly(event("whole"));
  }

  @Test
  void keepsTheLastIdUntilAnotherArrives() {
    List<Signal> signals =
        EventRecorder.decode("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: x\0y\ndata: d\n\n");

    assertThat(signals)
        .containsExactly(
            new Signal.Event("message", "a", "1"),
            new Signal.Event("message", "b", "1"),
            event("c"),
            event("d"));
  }

  @Test
  void reportsRetriesThatAreDigitsOnly() {
    String stream = "retry: 1500\nretry: 1s\nretry: -1\nretry:\nretry: 99999999999999999999999\n\n";

    assertThat(EventRecorder.decode(stream))
        .containsExactly(
            new Signal.Retry(Duration.ofMillis(1500)),
            new Signal.Retry(Duration.ofMillis(Long.MAX_VALUE)));
  }

  @Test
  void dropsOneLeadingByteOrderMark() {
    assertThat(EventRecorder.decode("\uFEFFdata: x\n\n")).containsExactly(event("x"));
    assertThat(EventRecorder.decode("\uFEFF\uFEFFdata: x\n\n")).isEmpty();
    assertThat(EventRecorder.decode("data: x\n\n\uFEFFdata: y\n\n")).containsExactly(event("x"));
  }

  @Test
  void treatsABrokenByteOrderMarkAsAnUnknownField() {
    byte[] stream = "__data: lost\ndata: x\n\n".getBytes(UTF_8);
    stream[0] = (byte) 0xEF;
    stream[1] = (byte) 0xBB;

    assertThat(EventRecorder.decode(stream, 100, List.of(1, 2))).containsExactly(event("x"));
  }

  @Test
  void ignoresAFieldWhoseNameStartsWithNul() {
    assertThat(EventRecorder.decode("\0data: x\n\n\0id: 1\ndata: y\n\n"))
        .containsExactly(event("y"));
  }

  @Test
  void passesDataWithoutCopying() {
    byte[] stream = "event: e\ndata: text\n\n".getBytes(UTF_8);
    AtomicReference<byte[]> seen = new AtomicReference<>();
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            100,
            new EventRecorder() {
              @Override
              public void onEvent(
                  String name, byte[] bytes, int offset, int length, String lastEventId) {
                seen.set(bytes);
                assertThat(offset).isEqualTo(15);
              }
            });

    decoder.feed(stream, 0, stream.length);

    assertThat(seen.get()).isSameAs(stream);
  }

  @Test
  void acceptsAnEventOfExactlyTheLimit() {
    assertThat(decodeWithin(8, "data: 1234\ndata: 678\n\n")).containsExactly(event("1234\n678"));
    assertThat(decodeWithin(8, "data: 12345678\n\n")).containsExactly(event("12345678"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: 123456789\n\n",
        "data: 1234\ndata: 6789\n\n",
        "data: 123456789 and never an end",
        "event: 123456789\n",
        "id: 123456789"
      })
  void rejectsEventsOverTheLimit(String stream) {
    List<Signal> signals = decodeWithin(8, "data: ok\n\n" + stream + "\n\ndata: no more\n\n");

    assertThat(signals).containsExactly(event("ok"), new Signal.TooLarge(8));
  }

  @Test
  void ignoresCommentsAndUnknownFieldsOfAnyLength() {
    String long_ = "x".repeat(100_000);

    assertThat(decodeWithin(8, ":" + long_ + "\n" + long_ + ": y\n" + long_ + "\ndata: ok\n\n"))
        .containsExactly(event("ok"));
  }

  @Test
  void decodesEventsAfterALargeOne() {
    String large = "y".repeat(60_000);
    byte[] stream = ("data: " + large + "\n\n" + "data: x\n\n".repeat(3)).getBytes(UTF_8);

    List<Signal> signals = EventRecorder.decode(stream, 100_000, List.of(10, 40_000, 60_010));

    assertThat(signals).containsExactly(event(large), event("x"), event("x"), event("x"));
  }

  @Test
  void distinguishesNonAsciiNames() {
    List<Signal> signals = EventRecorder.decode("event: é\ndata: 1\n\nevent: è\ndata: 2\n\n");

    assertThat(signals)
        .containsExactly(new Signal.Event("é", "1", ""), new Signal.Event("è", "2", ""));
  }

  private static List<Signal> decodeWithin(int limit, String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<Signal> whole = EventRecorder.decode(bytes, limit, List.of());
    List<Integer> everywhere = IntStream.range(1, bytes.length).boxed().toList();
    assertThat(EventRecorder.decode(bytes, limit, everywhere)).isEqualTo(whole);
    return whole;
  }

  private static Signal event(String data) {
    return new Signal.Event("message", data, "");
  }
}
