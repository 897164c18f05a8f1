package dev.firstword.relay.log;

import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.TurnEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The append-only log of one turn: its events, encoded once, as the bytes that every reader
 * receives.
 *
 * <p>The events lie in chunks. When a chunk is full, the log continues in a new one, so growth
 * copies nothing and appended bytes never change. No event straddles two chunks.
 *
 * <p>One thread writes and any number of threads read, without blocking each other. Appended events
 * become visible with {@link #publish}, which sets one volatile reference to an immutable view. A
 * reader keeps only its offset.
 */
public final class TurnLog {

  private final List<LogReader> readers = new CopyOnWriteArrayList<>();
  private ChunkDirectory directory;
  private int chunkCount;
  private int length;
  private long lastSequence;

  /** The last chunk; empty if what follows starts another one. */
  private EventBuffer buffer;

  private volatile View published;
  private boolean held;

  /** Creates an empty log. */
  public TurnLog() {
    this(View.EMPTY);
  }

  private TurnLog(View view) {
    published = view;
    directory = view.directory.copyOf(view.chunkCount);
    chunkCount = view.chunkCount;
    length = view.length;
    lastSequence = view.lastSequence;
    buffer = new EventBuffer(0);
  }

  /** Restores a log from its stored bytes, without an incomplete last event. Keeps the array. */
  public static TurnLog restore(byte[] bytes, boolean ended) {
    return new TurnLog(View.of(bytes, ended));
  }

  /** Creates a log that continues another one, whose bytes it shares. */
  public static TurnLog continuing(View view) {
    return new TurnLog(
        new View(view.directory, view.chunkCount, view.length, view.lastSequence, false));
  }

  /**
   * An immutable view of the published events. Offsets count bytes from the start of the log.
   *
   * <p>To read without a copy, go from chunk to chunk: {@link #chunkAt} finds the chunk of an
   * offset, whose byte at {@code offset} is {@code chunk(index)[offset - chunkStart(index)]}.
   */
  public static final class View {

    static final View EMPTY = new View(new ChunkDirectory(0), 0, 0, 0, false);

    private final ChunkDirectory directory;
    private final int chunkCount;
    private final int length;
    private final long lastSequence;
    private final boolean ended;

    private View(
        ChunkDirectory directory, int chunkCount, int length, long lastSequence, boolean ended) {
      this.directory = directory;
      this.chunkCount = chunkCount;
      this.length = length;
      this.lastSequence = lastSequence;
      this.ended = ended;
    }

    /** A view of stored bytes as one chunk, without an incomplete last event. */
    static View of(byte[] bytes, boolean ended) {
      int length = EncodedEvents.lastEnd(bytes, 0, bytes.length);
      if (length == 0) {
        return new View(EMPTY.directory, 0, 0, 0, ended);
      }
      ChunkDirectory directory = new ChunkDirectory(1);
      directory.set(0, bytes, 0, EncodedEvents.sequence(bytes, 0));
      int lastEvent = EncodedEvents.lastEnd(bytes, 0, length - 1);
      return new View(directory, 1, length, EncodedEvents.sequence(bytes, lastEvent), ended);
    }

    public boolean isEmpty() {
      return length == 0;
    }

    public int length() {
      return length;
    }

    /**
     * Returns the sequence number of the last event; 0 if there is none. It exceeds the number of
     * events only if the last one reports an interruption, and skips every number that readers may
     * have seen.
     */
    public long lastSequence() {
      return lastSequence;
    }

    /** Returns whether the log is complete. */
    public boolean ended() {
      return ended;
    }

    /** Returns the offset at which to resume after the event with the given sequence number. */
    public int offsetAfter(long sequence) {
      if (sequence <= 0) {
        return 0;
      }
      if (sequence > lastSequence && ended) {
        return lastEventOffset(); // Always include the last event.
      }
      if (sequence >= lastSequence) {
        return length;
      }
      // A reader may have seen events that a crash lost; it resumes with the event after the gap.
      int index = directory.indexOfSequence(chunkCount, sequence);
      if (index < 0) {
        return 0;
      }
      byte[] chunk = chunk(index);
      int size = chunkEnd(index) - chunkStart(index);
      int event = 0;
      while (event < size && EncodedEvents.sequence(chunk, event) <= sequence) {
        event = EncodedEvents.end(chunk, event, size);
      }
      return chunkStart(index) + event;
    }

    /** Returns the offset of the last event; 0 if there is none. */
    public int lastEventOffset() {
      if (isEmpty()) {
        return 0;
      }
      int start = chunkStart(chunkCount - 1);
      return start + EncodedEvents.lastEnd(chunk(chunkCount - 1), 0, length - start - 1);
    }

    public int chunkCount() {
      return chunkCount;
    }

    /** Returns the index of the chunk that contains an offset less than {@link #length}. */
    public int chunkAt(int offset) {
      return directory.indexOfOffset(chunkCount, offset);
    }

    /**
     * Returns the array that a chunk starts at the beginning of. Only the bytes up to {@link
     * #chunkEnd} belong to this view.
     */
    @SuppressWarnings("ArrayReturn") // shared so that sockets can be written without a copy
    public byte[] chunk(int index) {
      return directory.chunk(index);
    }

    /** Returns the offset of the first byte of a chunk. */
    public int chunkStart(int index) {
      return directory.start(index);
    }

    /** Returns the offset of the first byte after a chunk. */
    public int chunkEnd(int index) {
      return index == chunkCount - 1 ? length : directory.start(index + 1);
    }

    /**
     * Returns the end of the events from an offset that lie in its chunk and have about so many
     * bytes together; at least one event.
     *
     * @param from the offset of an event
     */
    public int eventsEnd(int from, int maxBytes) {
      int index = chunkAt(from);
      int start = chunkStart(index);
      int chunkEnd = chunkEnd(index);
      if (chunkEnd - from <= maxBytes) {
        return chunkEnd;
      }
      byte[] chunk = chunk(index);
      int end = EncodedEvents.lastEnd(chunk, from - start, from - start + maxBytes);
      return start
          + (end > from - start ? end : EncodedEvents.end(chunk, from - start, chunkEnd - start));
    }

    /** Copies the bytes between two offsets. */
    public byte[] copy(int from, int to) {
      byte[] copy = new byte[to - from];
      int offset = from;
      while (offset < to) {
        int index = chunkAt(offset);
        int end = Math.min(to, chunkEnd(index));
        System.arraycopy(
            chunk(index), offset - chunkStart(index), copy, offset - from, end - offset);
        offset = end;
      }
      return copy;
    }

    /** Copies all bytes. */
    public byte[] toBytes() {
      return copy(0, length);
    }
  }

  /** Returns the published events. Callable from any thread. */
  public View view() {
    return published;
  }

  /** Appends an event, which stays invisible until published. Must be called on the turn's loop. */
  public void append(TurnEvent event) {
    EventEncoder.encode(++lastSequence, event, buffer);
    endEvent();
  }

  /** Appends encoded events, without an incomplete last one. Must be called by the writer. */
  public void appendEncoded(byte[] bytes, int from, int to) {
    int event = from;
    int end = EncodedEvents.end(bytes, event, to);
    while (end >= 0) {
      lastSequence = EncodedEvents.sequence(bytes, event);
      buffer.append(bytes, event, end - event);
      endEvent();
      event = end;
      end = EncodedEvents.end(bytes, event, to);
    }
  }

  /** Appends the events of another log from an offset. Must be called by the writer. */
  public void appendFrom(View view, int from) {
    int offset = from;
    while (offset < view.length) {
      int index = view.chunkAt(offset);
      int start = view.chunkStart(index);
      int end = view.chunkEnd(index);
      appendEncoded(view.chunk(index), offset - start, end - start);
      offset = end;
    }
  }

  private void endEvent() {
    int size = buffer.endEvent();
    boolean isFirstOfChunk = size == buffer.length();
    if (isFirstOfChunk) {
      if (chunkCount == directory.capacity()) {
        directory = directory.copyOf(chunkCount);
      }
      directory.set(chunkCount++, buffer.array(), length, lastSequence);
    }
    length = Math.addExact(length, size);
  }

  /** Returns everything appended, published or not. Must be called on the turn's loop. */
  public View snapshot(boolean ended) {
    return new View(directory, chunkCount, length, lastSequence, ended);
  }

  /** Keeps what is appended from the readers until {@link #release}, or until the log ends. */
  public void hold() {
    held = true;
  }

  /** Publishes what was held back. Must be called on the turn's loop. */
  public void release() {
    held = false;
    publish(false);
  }

  /**
   * Publishes everything appended and notifies the readers, unless the log is held. Must be called
   * on the turn's loop.
   */
  public void publish(boolean ended) {
    if (held && !ended) {
      return;
    }
    published = snapshot(ended);
    for (LogReader reader : readers) {
      reader.onPublished();
    }
  }

  /** Ends the log in the same way as another node did. See {@link #continueAs}. */
  public void endAs(View storedView) {
    continueAs(storedView, true);
  }

  /**
   * Continues the log in the same way as another node did: keeps what was published here, then
   * appends the events that the other node stored. Must be called by the writer. Has no effect on a
   * log that has ended.
   */
  public void continueAs(View storedView, boolean ended) {
    View current = published;
    if (current.ended) {
      return;
    }
    // The discarded events may be in a snapshot, so a new directory and a new chunk follow.
    directory = current.directory.copyOf(current.chunkCount);
    chunkCount = current.chunkCount;
    length = current.length;
    lastSequence = current.lastSequence;
    buffer = new EventBuffer(0);
    appendFrom(storedView, storedView.offsetAfter(lastSequence));
    publish(ended);
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
