package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records the calls of a decoder. */
public class EventRecorder implements EventStreamDecoder.Listener {

  /** One call of the listener. */
  public sealed interface Signal {
    record Event(String name, String data, String lastEventId) implements Signal {}

    record Retry(Duration time) implements Signal {}

    record TooLarge(int limit) implements Signal {}
  }

  final List<Signal> signals = new ArrayList<>();

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    signals.add(new Signal.Event(name, new String(bytes, offset, length, UTF_8), lastEventId));
  }

  @Override
  public void onRetry(Duration time) {
    signals.add(new Signal.Retry(time));
  }

  @Override
  public void onTooLarge(int limit) {
    signals.add(new Signal.TooLarge(limit));
  }

  /** Decodes a stream in chunks that end before each of the given positions. */
  static List<Signal> decode(byte[] stream, int limit, Iterable<Integer> splits) {
    EventRecorder events = new EventRecorder();
    EventStreamDecoder decoder = new EventStreamDecoder(limit, events);
    int from = 0;
    for (int split : splits) {
      feedAndOverwrite(decoder, stream, from, split);
      from = split;
    }
    feedAndOverwrite(decoder, stream, from, stream.length);
    return events.signals;
  }

  /** Feeds a chunk and then overwrites it, so that a decoder that kept a reference would fail. */
  private static void feedAndOverwrite(
      EventStreamDecoder decoder, byte[] stream, int from, int to) {
    byte[] piece = new byte[to - from + 7];
    System.arraycopy(stream, from, piece, 3, to - from);
    decoder.feed(piece, 3, to - from);
    Arrays.fill(piece, (byte) '#');
  }

  static List<Signal> decode(String stream) {
    return decode(stream.getBytes(UTF_8), 1 << 20, List.of());
  }
}
