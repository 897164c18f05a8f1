package dev.firstword.relay.log;

import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.TurnEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The append-only log of one turn: its events, encoded once, as the bytes that every reader
 * receives.
 *
 * <p>One thread writes and any number of threads read, without blocking each other. Appended events
 * become visible with {@link #publish}, which sets one volatile reference to a view of immutable
 * bytes. A reader keeps only its offset.
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

  /** Creates an empty log. */
  public TurnLog() {
    buffer = new EventBuffer(2048);
    ends = new int[32];
    published = View.EMPTY;
  }

  private TurnLog(View restored) {
    buffer = new EventBuffer(0);
    ends = new int[0];
    published = restored;
  }

  /** Restores the log of a turn that is not written here, from its stored bytes. */
  public static TurnLog restore(byte[] bytes, boolean ended) {
    return new TurnLog(View.of(bytes, ended));
  }

  /**
   * An immutable view of the published events.
   *
   * @param bytes the events, in the first {@code length} bytes, which never change
   * @param ends the end offset of each event, in the first {@code count} elements
   * @param lastSequence the sequence number of the last event; exceeds {@code count} only if the
   *     last event reports an interruption and skips every number that readers may have seen
   * @param ended whether the log is complete
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy would cost each token
  public record View(
      byte[] bytes, int length, int[] ends, int count, long lastSequence, boolean ended) {

    static final View EMPTY = new View(new byte[0], 0, new int[0], 0, 0, false);

    /** Finds the events in stored bytes, dropping an incomplete last event. */
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

    /** Returns the offset at which to resume after the event with the given sequence number. */
    public int offsetAfter(long sequence) {
      if (sequence <= 0 || count == 0) {
        return 0;
      }
      if (sequence > lastSequence && ended) {
        return count == 1 ? 0 : ends[count - 2]; // Always include the last event.
      }
      if (sequence >= lastSequence) {
        return length;
      }
      // A reader may have seen events that a crash lost; it resumes with the event after the gap.
      int inOrder = lastSequence > count ? count - 1 : count;
      int seen = (int) Math.min(sequence, inOrder);
      return seen == 0 ? 0 : ends[seen - 1];
    }
  }

  /** Returns the published events. Callable from any thread. */
  public View view() {
    return published;
  }

  /** Appends an event, which stays invisible until published. Must be called on the turn's loop. */
  public void append(TurnEvent event) {
    EventEncoder.encode(++lastSequence, event, buffer);
    recordEventEnd(buffer.length());
  }

  /** Appends encoded events. Must be called by the writer. */
  public void appendEncoded(byte[] bytes, int from, int to) {
    int start = buffer.length();
    buffer.append(bytes, from, to - from);
    byte[] all = buffer.array();
    int last = start;
    for (int i = start + 1; i < buffer.length(); i++) {
      if (all[i] == EVENT_END[1] && all[i - 1] == EVENT_END[0]) {
        lastSequence = sequence(all, last);
        recordEventEnd(i + 1);
        last = i + 1;
      }
    }
  }

  private void recordEventEnd(int end) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = end;
  }

  /** Reads the sequence number at the start of an event. */
  private static long sequence(byte[] bytes, int start) {
    long sequence = 0;
    for (int i = start + ID_PREFIX; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      sequence = sequence * 10 + bytes[i] - '0';
    }
    return sequence;
  }

  /** Returns everything appended, published or not. Must be called on the turn's loop. */
  public View snapshot(boolean ended) {
    return new View(buffer.array(), buffer.length(), ends, count, lastSequence, ended);
  }

  /** Publishes everything appended and notifies the readers. Must be called on the turn's loop. */
  public void publish(boolean ended) {
    published = snapshot(ended);
    for (LogReader reader : readers) {
      reader.onPublished();
    }
  }

  /**
   * Ends the log in the same way as another node did: keeps what was published here, then appends
   * the events that the other node stored. Must be called by the writer. Has no effect on a log
   * that has ended.
   */
  public void endAs(View storedView) {
    View current = published;
    if (current.ended) {
      return;
    }
    buffer.truncate(current.length);
    count = current.count;
    lastSequence = current.lastSequence;
    appendEncoded(
        storedView.bytes, storedView.offsetAfter(current.lastSequence), storedView.length);
    publish(true);
  }

  /**
   * Adds a reader. The reader must check {@link #view} once after this returns, because it is not
   * notified of earlier publishes.
   */
  public void addReader(LogReader reader) {
    readers.add(reader);
  }

  /** Removes a reader; returns false if it was not subscribed. */
  public boolean removeReader(LogReader reader) {
    return readers.remove(reader);
  }

  public boolean hasReaders() {
    return !readers.isEmpty();
  }
}
