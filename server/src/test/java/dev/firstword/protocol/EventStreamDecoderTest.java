package dev.firstword.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.DecodedEvents.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the standard, one by one. */
final class EventStreamDecoderTest {

  @Test
  void joinsDataLinesWithLineFeeds() {
    List<Told> told = DecodedEvents.decode("data: YHOO\ndata: +2\ndata: 10\n\n");

    assertThat(told).containsExactly(event("YHOO\n+2\n10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void endsLinesWithEachOfTheThree(String end) {
    String stream = "event: a" + end + "data: 1" + end + "data: 2" + end + end + "data:3" + end;

    List<Told> told = DecodedEvents.decode(stream + end);

    assertThat(told).containsExactly(new Told.Event("a", "1\n2", ""), event("3"));
  }

  @Test
  void tellsAnEventAtTheCarriageReturnWithoutWaitingForALineFeed() {
    List<Told> told = DecodedEvents.decode("data: 1\r\n\r");

    assertThat(told).containsExactly(event("1"));
  }

  @Test
  void takesCarriageReturnAndLineFeedForOneLineEndAcrossPieces() {
    byte[] stream = "data: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n".getBytes(UTF_8);

    List<Told> told = DecodedEvents.decode(stream, 100, List.of(8, 17, 19, 29));

    assertThat(told).containsExactly(event("1\n2"), event("3"));
  }

  @Test
  void dropsOneSpaceAfterTheColon() {
    List<Told> told = DecodedEvents.decode("data:  two\n\ndata:none\n\ndata:\ttab\n\n");

    assertThat(told).containsExactly(event(" two"), event("none"), event("\ttab"));
  }

  @Test
  void ignoresCommentsAndUnknownFields() {
    String stream = ": keep-alive\n\n:\n\ndatas: no\ndat: no\n data: no\nDATA: no\ndata: yes\n\n";

    assertThat(DecodedEvents.decode(stream)).containsExactly(event("yes"));
  }

  @Test
  void takesAFieldWithoutColonAsEmpty() {
    List<Told> told = DecodedEvents.decode("data\n\ndata\ndata\n\ndata:\n\nevent\ndata: x\n\n");

    assertThat(told).containsExactly(event(""), event("\n"), event(""), event("x"));
  }

  @Test
  void tellsNothingWithoutData() {
    List<Told> told = DecodedEvents.decode("event: lost\n\nid: 7\n\ndata: x\n\n");

    assertThat(told).containsExactly(new Told.Event("message", "x", "7"));
  }

  @Test
  void discardsAnEventThatTheEndLeavesUnterminated() {
    assertThat(DecodedEvents.decode("data: whole\n\ndata: lost\n")).containsExactly(event("whole"));
    assertThat(DecodedEvents.decode("data: whole\n\ndata: lost")).containsExactly(event("whole"));
  }

  @Test
  void keepsTheLastIdUntilAnotherComes() {
    List<Told> told =
        DecodedEvents.decode("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: x\0y\ndata: d\n\n");

    assertThat(told)
        .containsExactly(
            new Told.Event("message", "a", "1"),
            new Told.Event("message", "b", "1"),
            event("c"),
            event("d"));
  }

  @Test
  void tellsRetriesThatAreDigitsOnly() {
    String stream = "retry: 1500\nretry: 1s\nretry: -1\nretry:\nretry: 99999999999999999999999\n\n";

    assertThat(DecodedEvents.decode(stream))
        .containsExactly(
            new Told.Retry(Duration.ofMillis(1500)),
            new Told.Retry(Duration.ofMillis(Long.MAX_VALUE)));
  }

  @Test
  void dropsOneLeadingByteOrderMark() {
    assertThat(DecodedEvents.decode("\uFEFFdata: x\n\n")).containsExactly(event("x"));
    assertThat(DecodedEvents.decode("\uFEFF\uFEFFdata: x\n\n")).isEmpty();
    assertThat(DecodedEvents.decode("data: x\n\n\uFEFFdata: y\n\n")).containsExactly(event("x"));
  }

  @Test
  void takesABrokenByteOrderMarkForAnUnknownField() {
    byte[] stream = "__data: lost\ndata: x\n\n".getBytes(UTF_8);
    stream[0] = (byte) 0xEF;
    stream[1] = (byte) 0xBB;

    assertThat(DecodedEvents.decode(stream, 100, List.of(1, 2))).containsExactly(event("x"));
  }

  @Test
  void doesNotTakeAFieldWhoseNameBeginsWithNul() {
    assertThat(DecodedEvents.decode("\0data: x\n\n\0id: 1\ndata: y\n\n"))
        .containsExactly(event("y"));
  }

  @Test
  void handsOnDataWhereItLies() {
    byte[] stream = "event: e\ndata: text\n\n".getBytes(UTF_8);
    AtomicReference<byte[]> seen = new AtomicReference<>();
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            100,
            new DecodedEvents() {
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
  void takesAnEventOfJustTheLimit() {
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
  void refusesWhatGrowsPastTheLimit(String stream) {
    List<Told> told = decodeWithin(8, "data: ok\n\n" + stream + "\n\ndata: no more\n\n");

    assertThat(told).containsExactly(event("ok"), new Told.TooLarge(8));
  }

  @Test
  void passesOverCommentsAndUnknownFieldsOfAnyLength() {
    String long_ = "x".repeat(100_000);

    assertThat(decodeWithin(8, ":" + long_ + "\n" + long_ + ": y\n" + long_ + "\ndata: ok\n\n"))
        .containsExactly(event("ok"));
  }

  @Test
  void readsManyEventsAfterALargeOne() {
    String large = "y".repeat(60_000);
    byte[] stream = ("data: " + large + "\n\n" + "data: x\n\n".repeat(3)).getBytes(UTF_8);

    List<Told> told = DecodedEvents.decode(stream, 100_000, List.of(10, 40_000, 60_010));

    assertThat(told).containsExactly(event(large), event("x"), event("x"), event("x"));
  }

  @Test
  void tellsNamesBeyondAsciiApart() {
    List<Told> told = DecodedEvents.decode("event: é\ndata: 1\n\nevent: è\ndata: 2\n\n");

    assertThat(told).containsExactly(new Told.Event("é", "1", ""), new Told.Event("è", "2", ""));
  }

  private static List<Told> decodeWithin(int limit, String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<Told> whole = DecodedEvents.decode(bytes, limit, List.of());
    List<Integer> everywhere = IntStream.range(1, bytes.length).boxed().toList();
    assertThat(DecodedEvents.decode(bytes, limit, everywhere)).isEqualTo(whole);
    return whole;
  }

  private static Told event(String data) {
    return new Told.Event("message", data, "");
  }
}
