package dev.firstword.turn;

import dev.firstword.protocol.EventBuffer;
import dev.firstword.protocol.EventEncoder;
import dev.firstword.protocol.TurnEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The append-only log of one turn: its events, encoded once, in the bytes that every reader gets.
 *
 * <p>One thread writes, any number read, and nobody waits for anybody: what is appended becomes
 * visible with {@link #publish}, which sets one volatile reference to a view of bytes that never
 * change again. A reader keeps nothing but its offset.
 */
public final class TurnLog {

  private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final EventBuffer buffer;
  private final List<LogReader> readers = new CopyOnWriteArrayList<>();
  private int[] ends = new int[32];
  private int count;
  private volatile View published = View.EMPTY;

  /** An empty log. */
  public TurnLog() {
    buffer = new EventBuffer(2048);
  }

  private TurnLog(View whole) {
    buffer = new EventBuffer(0);
    published = whole;
  }

  /** The log of a turn that ended, from the bytes that were kept. */
  public static TurnLog ended(byte[] bytes) {
    return new TurnLog(View.of(bytes));
  }

  /**
   * What is there to read.
   *
   * @param bytes holds the events in its first {@code length} bytes, which never change
   * @param ends the offset behind each event, in its first {@code count} places
   * @param ended whether nothing more will come
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost each token
  public record View(byte[] bytes, int length, int[] ends, int count, boolean ended) {

    static final View EMPTY = new View(new byte[0], 0, new int[0], 0, false);

    /** Finds the events in bytes that were kept; an incomplete last one is left out. */
    static View of(byte[] bytes) {
      int[] ends = new int[32];
      int count = 0;
      for (int i = 1; i < bytes.length; i++) {
        if (bytes[i] == EVENT_END[1] && bytes[i - 1] == EVENT_END[0]) {
          ends = count == ends.length ? Arrays.copyOf(ends, count * 2) : ends;
          ends[count++] = i + 1;
        }
      }
      return new View(bytes, count == 0 ? 0 : ends[count - 1], ends, count, true);
    }

    /**
     * Where to go on after the event of that sequence. A reader who claims to have seen more than
     * an ended log holds (it was cut short by a crash) is told at least how the turn ended.
     */
    public int offsetAfter(long sequence) {
      if (sequence <= 0 || count == 0) {
        return 0;
      }
      if (sequence > count && ended) {
        return count == 1 ? 0 : ends[count - 2];
      }
      return ends[(int) Math.min(sequence, count) - 1];
    }
  }

  /** What is published. Callable from any thread. */
  public View view() {
    return published;
  }

  /** Adds an event, unseen until published. Called on the turn's loop. */
  void append(TurnEvent event) {
    EventEncoder.encode(count + 1L, event, buffer);
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = buffer.length();
  }

  /** What was appended, published or not. Called on the turn's loop. */
  View appended(boolean ended) {
    return new View(buffer.array(), buffer.length(), ends, count, ended);
  }

  /** Lets readers see everything appended. Called on the turn's loop. */
  void publish(boolean ended) {
    published = appended(ended);
    for (LogReader reader : readers) {
      reader.onPublished();
    }
  }

  /**
   * Adds a reader, which must look at {@link #view} once after this returned, as what was published
   * before is not told again.
   */
  void add(LogReader reader) {
    readers.add(reader);
  }

  /** Forgets a reader; false when it was not there. */
  boolean remove(LogReader reader) {
    return readers.remove(reader);
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }
}
