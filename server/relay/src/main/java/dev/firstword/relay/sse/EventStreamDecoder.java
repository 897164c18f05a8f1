package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.relay.event.BoundedByteBuffer;
import dev.firstword.relay.event.EventNameCache;
import java.time.Duration;
import java.util.Objects;

/**
 * Decodes {@code text/event-stream} incrementally, as defined by the WHATWG HTML standard (section
 * 9.2.6). The input may be split anywhere.
 *
 * <p>Data within one chunk is passed on without copying ({@link EventData}). An event left
 * unterminated at the end of the stream is no event by the standard; {@link #end()} reports it to
 * listeners that are more tolerant. Not thread-safe.
 */
public final class EventStreamDecoder {

  /** Receives the contents of a stream, in order. */
  public interface Listener {

    /**
     * Receives an event. The bytes belong to the decoder or its caller and are valid only until
     * this method returns. They are not checked to be well-formed UTF-8.
     *
     * @param name the event's type; {@code message} if the stream gives none
     * @param lastEventId the last id that the stream has set; empty if none
     */
    void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId);

    /** Reports a comment, which the standard ignores. */
    default void onComment() {}

    /** Reports an event that has a name but no data, which the standard ignores. */
    default void onEventWithoutData(String name) {}

    /** Reports the value of a field {@code error}, as some servers write their errors. */
    default void onErrorLine(byte[] bytes, int offset, int length) {}

    /** Reports a line that begins like a JSON object, as proxies write their errors. */
    default void onJsonLine(byte[] bytes, int offset, int length) {}

    /** Reports what the end of the stream left of an event, whose last line may be cut. */
    default void onUnterminatedEvent(String name, byte[] bytes, int offset, int length) {}

    /** Receives the new reconnection delay. */
    default void onRetry(Duration time) {}

    /**
     * Reports that an event's data, or another field, exceeds the limit. Nothing follows; further
     * input is ignored.
     *
     * @param limit the limit, in bytes
     */
    void onTooLarge(int limit);
  }

  private enum State {
    BYTE_ORDER_MARK,
    FIELD_NAME,
    VALUE_START,
    VALUE,
    /** A comment or an unknown field: skipped to the end of its line, never buffered. */
    IGNORED,
    TOO_LARGE
  }

  private enum Field {
    DATA,
    EVENT,
    ID,
    RETRY,
    ERROR,
    /** A line without a field, from its first byte. */
    JSON_LINE
  }

  private static final byte LINE_FEED = '\n';
  private static final byte CARRIAGE_RETURN = '\r';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] NO_BYTES = {};
  private static final String DEFAULT_NAME = "message";

  private final int limit;
  private final Listener listener;
  private final EventNameCache names = new EventNameCache();

  private State state = State.BYTE_ORDER_MARK;
  private int byteOrderMarkRead;
  private boolean afterCarriageReturn;
  private long fieldName = PackedName.NONE;
  private Field field = Field.DATA;

  private String name = DEFAULT_NAME;
  private String lastEventId = "";
  private final EventData data;

  /** The beginning of another field's value that is split over two chunks. */
  private final BoundedByteBuffer value;

  /**
   * Creates a decoder at the beginning of a stream.
   *
   * @param limit the maximum size of an event's data, in bytes, and of its name and id
   */
  public EventStreamDecoder(int limit, Listener listener) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    this.limit = limit;
    this.listener = listener;
    this.data = new EventData(limit);
    this.value = new BoundedByteBuffer(limit);
  }

  /** Decodes the next chunk and passes every event that it completes to the listener. */
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
    data.endChunk(bytes);
  }

  /** Reports what the stream ended with. Nothing may be fed afterwards. */
  public void end() {
    if (state == State.VALUE && (field == Field.ERROR || field == Field.JSON_LINE)) {
      endValue(NO_BYTES, 0, 0);
    }
    if (state != State.TOO_LARGE && data.isPresent()) {
      state = State.IGNORED;
      int length = data.length();
      listener.onUnterminatedEvent(name, data.drain(NO_BYTES), 0, length);
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
    // An incomplete mark is the beginning of an unknown field name.
    state = byteOrderMarkRead == 0 ? State.FIELD_NAME : State.IGNORED;
    return position;
  }

  private int readFieldName(byte[] bytes, int from, int end) {
    long read = fieldName;
    for (int position = from; position < end; position++) {
      byte next = bytes[position];
      if (next == ':') {
        fieldName = PackedName.NONE;
        state = startField(read) ? State.VALUE_START : State.IGNORED;
        return position + 1;
      }
      if (next == LINE_FEED && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      if (next == LINE_FEED || next == CARRIAGE_RETURN) {
        fieldName = PackedName.NONE;
        afterCarriageReturn = next == CARRIAGE_RETURN;
        if (read == PackedName.NONE) {
          dispatch(bytes);
        } else if (startField(read)) {
          endValue(bytes, position, position);
        }
        return position + 1;
      }
      afterCarriageReturn = false;
      read = read << 8 | (next & 0xFF);
      if (read >= PackedName.TOO_LONG) {
        fieldName = PackedName.NONE;
        startUnknownLine(read);
        return position + 1;
      }
    }
    fieldName = read;
    return end;
  }

  /** A line without a known field is skipped unless it may be JSON. */
  private void startUnknownLine(long packedName) {
    state = State.IGNORED;
    byte[] start = PackedName.unpackLong(packedName);
    if (start[0] == '{') {
      field = Field.JSON_LINE;
      state = State.VALUE;
      boolean _ = appendValue(start, 0, start.length);
    }
  }

  /** Returns whether the field is known. A comment is a field with an empty name. */
  private boolean startField(long packedName) {
    if (packedName == PackedName.DATA) {
      field = Field.DATA;
    } else if (packedName == PackedName.EVENT) {
      field = Field.EVENT;
    } else if (packedName == PackedName.ID) {
      field = Field.ID;
    } else if (packedName == PackedName.RETRY) {
      field = Field.RETRY;
    } else if (packedName == PackedName.ERROR) {
      field = Field.ERROR;
    } else {
      if (packedName == PackedName.NONE) {
        listener.onComment();
      }
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
      appendOpenValue(bytes, from, end);
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

  private void appendOpenValue(byte[] bytes, int from, int to) {
    if (field != Field.DATA) {
      boolean _ = appendValue(bytes, from, to);
    } else if (!data.addPiece(bytes, from, to)) {
      failTooLarge();
    }
  }

  private void endValue(byte[] bytes, int from, int to) {
    if (field == Field.DATA) {
      if (!data.endLine(bytes, from, to)) {
        failTooLarge();
      }
    } else if (value.length() == 0) {
      setField(bytes, from, to);
    } else if (appendValue(bytes, from, to)) {
      int length = value.length();
      setField(value.drain(), 0, length);
    }
  }

  private void setField(byte[] bytes, int from, int to) {
    if (to - from > limit) {
      failTooLarge();
      return;
    }
    switch (field) {
      case DATA -> throw new IllegalStateException("data is not a single value");
      case EVENT -> name = from == to ? DEFAULT_NAME : names.get(bytes, from, to);
      case ID -> setLastEventId(bytes, from, to);
      case RETRY -> setRetry(bytes, from, to);
      case ERROR -> listener.onErrorLine(bytes, from, to - from);
      case JSON_LINE -> listener.onJsonLine(bytes, from, to - from);
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
    listener.onRetry(Duration.ofMillis(milliseconds));
  }

  private boolean appendValue(byte[] bytes, int from, int to) {
    if (!value.append(bytes, from, to)) {
      failTooLarge();
      return false;
    }
    return true;
  }

  private void failTooLarge() {
    state = State.TOO_LARGE;
    data.drain(NO_BYTES);
    value.drain();
    listener.onTooLarge(limit);
  }

  private void dispatch(byte[] bytes) {
    String eventName = name;
    name = DEFAULT_NAME;
    if (!data.isPresent()) {
      if (!eventName.equals(DEFAULT_NAME)) {
        listener.onEventWithoutData(eventName);
      }
      return;
    }
    int start = data.start();
    int length = data.length();
    listener.onEvent(eventName, data.drain(bytes), start, length, lastEventId);
  }
}
