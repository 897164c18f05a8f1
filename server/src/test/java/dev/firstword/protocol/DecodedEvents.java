package dev.firstword.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers what a decoder told. */
class DecodedEvents implements EventStreamDecoder.Sink {

  /** One call of the sink. */
  sealed interface Told {
    record Event(String name, String data, String lastEventId) implements Told {}

    record Retry(Duration time) implements Told {}

    record TooLarge(int limit) implements Told {}
  }

  final List<Told> told = new ArrayList<>();

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    told.add(new Told.Event(name, new String(bytes, offset, length, UTF_8), lastEventId));
  }

  @Override
  public void onRetry(Duration time) {
    told.add(new Told.Retry(time));
  }

  @Override
  public void onTooLarge(int limit) {
    told.add(new Told.TooLarge(limit));
  }

  /** What the stream holds, fed in pieces that end before each of the given positions. */
  static List<Told> decode(byte[] stream, int limit, Iterable<Integer> splits) {
    DecodedEvents events = new DecodedEvents();
    EventStreamDecoder decoder = new EventStreamDecoder(limit, events);
    int from = 0;
    for (int split : splits) {
      feedAlone(decoder, stream, from, split);
      from = split;
    }
    feedAlone(decoder, stream, from, stream.length);
    return events.told;
  }

  /** Feeds a piece that is destroyed afterwards, so that a decoder that kept it would show. */
  private static void feedAlone(EventStreamDecoder decoder, byte[] stream, int from, int to) {
    byte[] piece = new byte[to - from + 7];
    System.arraycopy(stream, from, piece, 3, to - from);
    decoder.feed(piece, 3, to - from);
    Arrays.fill(piece, (byte) '#');
  }

  static List<Told> decode(String stream) {
    return decode(stream.getBytes(UTF_8), 1 << 20, List.of());
  }
}
