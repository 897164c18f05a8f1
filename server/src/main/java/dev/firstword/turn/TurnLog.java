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
  private static final int ID_PREFIX = "id: ".length();

  private final EventBuffer buffer;
  private final List<LogReader> readers = new CopyOnWriteArrayList<>();
  private int[] ends;
  private int count;
  private long lastSequence;
  private volatile View published;

  /** An empty log. */
  public TurnLog() {
    buffer = new EventBuffer(2048);
    ends = new int[32];
    published = View.EMPTY;
  }

  private TurnLog(View whole) {
    buffer = new EventBuffer(0);
    ends = new int[0];
    published = whole;
  }

  /** The log of a turn that nobody writes here, from the bytes that were kept. */
  public static TurnLog kept(byte[] bytes, boolean ended) {
    return new TurnLog(View.of(bytes, ended));
  }

  /**
   * What is there to read.
   *
   * @param bytes holds the events in its first {@code length} bytes, which never change
   * @param ends the offset behind each event, in its first {@code count} places
   * @param lastSequence the last event's number; more than {@code count} only where the last event
   *     tells of an interruption, which leaps ahead of everything that may have been seen
   * @param ended whether nothing more will come
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost each token
  public record View(
      byte[] bytes, int length, int[] ends, int count, long lastSequence, boolean ended) {

    static final View EMPTY = new View(new byte[0], 0, new int[0], 0, 0, false);

    /** Finds the events in bytes that were kept; an incomplete last one is left out. */
    static View of(byte[] bytes, boolean ended) {
      int[] ends = new int[32];
      int count = 0;
      int last = 0;
      for (int i = 1; i < bytes.length; i++) {
        if (bytes[i] == EVENT_END[1] && bytes[i - 1] == EVENT_END[0]) {
          last = count == 0 ? 0 : ends[count - 1];
          ends = count == ends.length ? Arrays.copyOf(ends, count * 2) : ends;
          ends[count++] = i + 1;
        }
      }
      int length = count == 0 ? 0 : ends[count - 1];
      return new View(bytes, length, ends, count, count == 0 ? 0 : sequence(bytes, last), ended);
    }

    /** Where to go on after the event of that sequence. */
    public int offsetAfter(long sequence) {
      if (sequence <= 0 || count == 0) {
        return 0;
      }
      if (sequence > lastSequence && ended) {
        return count == 1 ? 0 : ends[count - 2]; // It is told at least how the turn ended.
      }
      if (sequence >= lastSequence) {
        return length;
      }
      // A reader may have seen more than a crash has left: it goes on with the event that leaps.
      int inOrder = lastSequence > count ? count - 1 : count;
      int seen = (int) Math.min(sequence, inOrder);
      return seen == 0 ? 0 : ends[seen - 1];
    }
  }

  /** What is published. Callable from any thread. */
  public View view() {
    return published;
  }

  /** Adds an event, unseen until published. Called on the turn's loop. */
  void append(TurnEvent event) {
    EventEncoder.encode(++lastSequence, event, buffer);
    countEvent(buffer.length());
  }

  /** Adds events that are encoded already. Called by the one who writes. */
  void appendEncoded(byte[] bytes, int from, int to) {
    int start = buffer.length();
    buffer.append(bytes, from, to - from);
    byte[] all = buffer.array();
    int last = start;
    for (int i = start + 1; i < buffer.length(); i++) {
      if (all[i] == EVENT_END[1] && all[i - 1] == EVENT_END[0]) {
        lastSequence = sequence(all, last);
        countEvent(i + 1);
        last = i + 1;
      }
    }
  }

  private void countEvent(int end) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = end;
  }

  /** The number that an event begins with. */
  private static long sequence(byte[] bytes, int start) {
    long sequence = 0;
    for (int i = start + ID_PREFIX; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      sequence = sequence * 10 + bytes[i] - '0';
    }
    return sequence;
  }

  /** What was appended, published or not. Called on the turn's loop. */
  View appended(boolean ended) {
    return new View(buffer.array(), buffer.length(), ends, count, lastSequence, ended);
  }

  /** Lets readers see everything appended. Called on the turn's loop. */
  void publish(boolean ended) {
    published = appended(ended);
    for (LogReader reader : readers) {
      reader.onPublished();
    }
  }

  /**
   * Ends the log the way it was ended elsewhere: after what was published here comes what is kept
   * there. Called by the one who writes; does nothing on a log that has ended.
   */
  void endAs(View kept) {
    View seen = published;
    if (seen.ended) {
      return;
    }
    buffer.cutTo(seen.length);
    count = seen.count;
    lastSequence = seen.lastSequence;
    appendEncoded(kept.bytes, kept.offsetAfter(seen.lastSequence), kept.length);
    publish(true);
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
