package dev.firstword.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Objects;

/**
 * Reads {@code text/event-stream} as the WHATWG HTML standard defines it (section 9.2.6), from
 * pieces of bytes that may be split anywhere.
 *
 * <p>Data that lies whole in one piece is handed on where it lies; only what is split over pieces,
 * or over several data lines, is copied. An event that the stream's end leaves unterminated is
 * discarded, so that there is nothing to call at the end. Not safe for use by several threads.
 */
public final class EventStreamDecoder {

  /** Hears what a stream holds, in order. */
  public interface Sink {

    /**
     * An event. The bytes are the decoder's or the caller's own, and stand only until this method
     * returns. They are as they came: whether they are well-formed UTF-8 shows when they are read.
     *
     * @param name the event's type, {@code message} where it has none
     * @param lastEventId the last id that the stream has set, empty where it has set none
     */
    void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId);

    /** How long a reader should wait before it connects again, from now on. */
    default void onRetry(Duration time) {}

    /**
     * An event's data, or one of its other values, has grown past the limit. Nothing follows: what
     * is fed from now on is ignored.
     *
     * @param limit in bytes
     */
    void onTooLarge(int limit);
  }

  private enum State {
    BYTE_ORDER_MARK,
    FIELD_NAME,
    VALUE_START,
    VALUE,
    /** A comment or an unknown field: skipped to the end of its line, never kept. */
    IGNORED,
    TOO_LARGE
  }

  private enum Field {
    DATA,
    EVENT,
    ID,
    RETRY
  }

  private static final byte LINE_FEED = '\n';
  private static final byte CARRIAGE_RETURN = '\r';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] LINE_FEED_ONLY = {LINE_FEED};
  private static final String DEFAULT_NAME = "message";

  // A field's name is read into a long, a leading 1 marking its length, so that a name split over
  // two reads needs no buffer. None that matters is longer than five bytes.
  private static final long NO_NAME = 1;
  private static final long LONGER_THAN_ANY_NAME = 1L << 48;
  private static final long DATA = packed("data");
  private static final long EVENT = packed("event");
  private static final long ID = packed("id");
  private static final long RETRY = packed("retry");

  private final int limit;
  private final Sink sink;
  private final EventNames names = new EventNames();

  private State state = State.BYTE_ORDER_MARK;
  private int byteOrderMarkRead;
  private boolean afterCarriageReturn;
  private long fieldName = NO_NAME;
  private Field field = Field.DATA;

  private String name = DEFAULT_NAME;
  private String lastEventId = "";

  /** Whether the event has a complete data line; it may be an empty one. */
  private boolean hasData;

  /** Whether the data line being read has its beginning in {@link #data} already. */
  private boolean dataLineOpen;

  /** The event's only data line, where it lies in the piece being read; -1 for none. */
  private int sliceStart = -1;

  private int sliceEnd;
  private final HeldBytes data;

  /** The beginning of another field's value that is split over two pieces. */
  private final HeldBytes value;

  /**
   * A decoder at the beginning of a stream.
   *
   * @param limit the most bytes of data that one event may have, and its name and id as well
   */
  public EventStreamDecoder(int limit, Sink sink) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    this.limit = limit;
    this.sink = sink;
    this.data = new HeldBytes(limit);
    this.value = new HeldBytes(limit);
  }

  /** Reads the next piece of the stream, telling the sink of every event that it completes. */
  public void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int position = offset;
    int end = offset + length;
    while (position < end) {
      position =
          switch (state) {
            case BYTE_ORDER_MARK -> readByteOrderMark(bytes, position);
            case FIELD_NAME -> readFieldName(bytes, position, end);
            case VALUE_START -> readValueStart(bytes, position);
            case VALUE -> readValue(bytes, position, end);
            case IGNORED -> skipLine(bytes, position, end);
            case TOO_LARGE -> end;
          };
    }
    if (sliceStart >= 0) {
      keepSlice(bytes);
    }
  }

  private int readByteOrderMark(byte[] bytes, int position) {
    if (bytes[position] == BYTE_ORDER_MARK[byteOrderMarkRead]) {
      byteOrderMarkRead++;
      if (byteOrderMarkRead == BYTE_ORDER_MARK.length) {
        state = State.FIELD_NAME;
      }
      return position + 1;
    }
    // A mark that breaks off is the beginning of a field's name, and of none that is known.
    state = byteOrderMarkRead == 0 ? State.FIELD_NAME : State.IGNORED;
    return position;
  }

  private int readFieldName(byte[] bytes, int from, int end) {
    long read = fieldName;
    for (int position = from; position < end; position++) {
      byte next = bytes[position];
      if (next == ':') {
        fieldName = NO_NAME;
        state = startField(read) ? State.VALUE_START : State.IGNORED;
        return position + 1;
      }
      if (next == LINE_FEED && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      if (next == LINE_FEED || next == CARRIAGE_RETURN) {
        fieldName = NO_NAME;
        afterCarriageReturn = next == CARRIAGE_RETURN;
        if (read == NO_NAME) {
          dispatch(bytes);
        } else if (startField(read)) {
          endValue(bytes, position, position);
        }
        return position + 1;
      }
      afterCarriageReturn = false;
      read = read << 8 | (next & 0xFF);
      if (read >= LONGER_THAN_ANY_NAME) {
        fieldName = NO_NAME;
        state = State.IGNORED;
        return position + 1;
      }
    }
    fieldName = read;
    return end;
  }

  /** Whether the field is one that the standard knows; a comment is a field without a name. */
  private boolean startField(long packedName) {
    if (packedName == DATA) {
      field = Field.DATA;
    } else if (packedName == EVENT) {
      field = Field.EVENT;
    } else if (packedName == ID) {
      field = Field.ID;
    } else if (packedName == RETRY) {
      field = Field.RETRY;
    } else {
      return false;
    }
    return true;
  }

  private int readValueStart(byte[] bytes, int position) {
    state = State.VALUE;
    return bytes[position] == ' ' ? position + 1 : position;
  }

  private int readValue(byte[] bytes, int from, int end) {
    int lineEnd = lineEnd(bytes, from, end);
    if (lineEnd == end) {
      keepOpenValue(bytes, from, end);
      return end;
    }
    state = State.FIELD_NAME;
    afterCarriageReturn = bytes[lineEnd] == CARRIAGE_RETURN;
    endValue(bytes, from, lineEnd);
    return lineEnd + 1;
  }

  private int skipLine(byte[] bytes, int from, int end) {
    int lineEnd = lineEnd(bytes, from, end);
    if (lineEnd == end) {
      return end;
    }
    state = State.FIELD_NAME;
    afterCarriageReturn = bytes[lineEnd] == CARRIAGE_RETURN;
    return lineEnd + 1;
  }

  private static int lineEnd(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end && bytes[position] != LINE_FEED && bytes[position] != CARRIAGE_RETURN) {
      position++;
    }
    return position;
  }

  private void keepOpenValue(byte[] bytes, int from, int to) {
    if (field == Field.DATA) {
      openDataLine(bytes);
      keep(data, bytes, from, to);
    } else {
      keep(value, bytes, from, to);
    }
  }

  private void endValue(byte[] bytes, int from, int to) {
    if (field == Field.DATA) {
      endDataLine(bytes, from, to);
    } else if (value.length() == 0) {
      setField(bytes, from, to);
    } else if (keep(value, bytes, from, to)) {
      int length = value.length();
      setField(value.release(), 0, length);
    }
  }

  private void setField(byte[] bytes, int from, int to) {
    if (to - from > limit) {
      tooLarge();
      return;
    }
    switch (field) {
      case DATA -> throw new IllegalStateException("data is not a single value");
      case EVENT -> name = from == to ? DEFAULT_NAME : names.nameOf(bytes, from, to);
      case ID -> setLastEventId(bytes, from, to);
      case RETRY -> setRetry(bytes, from, to);
    }
  }

  private void setLastEventId(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        return;
      }
    }
    lastEventId = new String(bytes, from, to - from, UTF_8);
  }

  private void setRetry(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    long milliseconds = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return;
      }
      boolean fits = milliseconds <= (Long.MAX_VALUE - digit) / 10;
      milliseconds = fits ? milliseconds * 10 + digit : Long.MAX_VALUE;
    }
    sink.onRetry(Duration.ofMillis(milliseconds));
  }

  private void endDataLine(byte[] bytes, int from, int to) {
    if (!hasData && !dataLineOpen) {
      if (to - from > limit) {
        tooLarge();
        return;
      }
      sliceStart = from;
      sliceEnd = to;
    } else {
      openDataLine(bytes);
      if (!keep(data, bytes, from, to)) {
        return;
      }
      dataLineOpen = false;
    }
    hasData = true;
  }

  /** Makes {@link #data} end where the line being read goes on. */
  private void openDataLine(byte[] bytes) {
    if (dataLineOpen) {
      return;
    }
    dataLineOpen = true;
    if (hasData) {
      if (sliceStart >= 0) {
        keepSlice(bytes);
      }
      keep(data, LINE_FEED_ONLY, 0, 1);
    }
  }

  private void keepSlice(byte[] bytes) {
    int start = sliceStart;
    sliceStart = -1;
    keep(data, bytes, start, sliceEnd);
  }

  private boolean keep(HeldBytes held, byte[] bytes, int from, int to) {
    if (state == State.TOO_LARGE) {
      return false;
    }
    if (!held.append(bytes, from, to)) {
      tooLarge();
      return false;
    }
    return true;
  }

  private void tooLarge() {
    state = State.TOO_LARGE;
    sliceStart = -1;
    data.release();
    value.release();
    sink.onTooLarge(limit);
  }

  private void dispatch(byte[] bytes) {
    String eventName = name;
    name = DEFAULT_NAME;
    if (!hasData) {
      return;
    }
    hasData = false;
    if (sliceStart >= 0) {
      int start = sliceStart;
      sliceStart = -1;
      sink.onEvent(eventName, bytes, start, sliceEnd - start, lastEventId);
      return;
    }
    int length = data.length();
    sink.onEvent(eventName, data.release(), 0, length, lastEventId);
  }

  private static long packed(String name) {
    long packed = NO_NAME;
    for (byte next : name.getBytes(UTF_8)) {
      packed = packed << 8 | next;
    }
    return packed;
  }
}
