package dev.firstword.adapters.dialect;

import dev.firstword.relay.sse.EventStreamDecoder;

/**
 * Decodes the body of a response. Its first byte shows what it is, whatever its headers say: an
 * event stream, or JSON from a server that cannot stream.
 */
final class BodyDecoder {

  /** The largest JSON document, in bytes: the longest answers have less than 1 MB. */
  static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

  /** Those of {@code data}, {@code event}, {@code id}, {@code retry} and comments. */
  private static final String FIRST_BYTES_OF_EVENTS = "deir:";

  /** Receives the contents of a body, in order: events or JSON objects. */
  interface Listener extends EventStreamDecoder.Listener, JsonDocuments.Listener {

    /** Reports that the body is a page, as proxies write their errors. Nothing follows. */
    void onPage();
  }

  private enum Format {
    UNDECIDED,
    EVENTS,
    DOCUMENTS,
    NEITHER
  }

  private final int maxEventBytes;
  private final Listener listener;
  private final JsonDocuments documents;
  private EventStreamDecoder events;
  private Format format = Format.UNDECIDED;
  private boolean startsLikeEvents;

  /** Creates a decoder of a body, in which an event may have {@code maxEventBytes} of data. */
  BodyDecoder(int maxEventBytes, Listener listener) {
    this.maxEventBytes = maxEventBytes;
    this.listener = listener;
    this.documents = new JsonDocuments(MAX_DOCUMENT_BYTES, listener);
    this.events = new EventStreamDecoder(maxEventBytes, listener);
  }

  /** Starts with another body, and drops an event that the last one cut off. */
  void restart() {
    events = new EventStreamDecoder(maxEventBytes, listener);
    format = Format.UNDECIDED;
  }

  /** Decodes the next bytes. */
  void read(byte[] bytes, int offset, int length) {
    switch (format) {
      case EVENTS -> events.feed(bytes, offset, length);
      case DOCUMENTS -> readDocuments(bytes, offset, length);
      case UNDECIDED -> readFirst(bytes, offset, length);
      case NEITHER -> {}
    }
  }

  private void readFirst(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end && isSpaceOrMark(bytes[start])) {
      start++;
    }
    if (start == end) {
      return;
    }
    switch (bytes[start]) {
      case '{', '[' -> format = Format.DOCUMENTS;
      case '<' -> {
        format = Format.NEITHER;
        listener.onPage();
      }
      default -> {
        format = Format.EVENTS;
        startsLikeEvents = FIRST_BYTES_OF_EVENTS.indexOf(bytes[start]) >= 0;
      }
    }
    read(bytes, start, end - start);
  }

  /** A byte order mark may stand before anything. */
  private static boolean isSpaceOrMark(byte each) {
    return isSpace(each) || each == (byte) 0xEF || each == (byte) 0xBB || each == (byte) 0xBF;
  }

  /** Returns whether a byte is a space in JSON. */
  static boolean isSpace(byte each) {
    return each == ' ' || each == '\n' || each == '\r' || each == '\t';
  }

  private void readDocuments(byte[] bytes, int offset, int length) {
    if (!documents.feed(bytes, offset, length)) {
      format = Format.NEITHER;
      listener.onTooLarge(MAX_DOCUMENT_BYTES);
    }
  }

  /** Reports what the body ended with. */
  void end() {
    events.end();
  }

  /** Returns whether the body is JSON, and its objects are complete. */
  boolean isCompleteJson() {
    return format == Format.DOCUMENTS && !documents.isInObject();
  }

  /** Returns whether the body is neither JSON nor does it start like an event stream. */
  boolean isUnlikeEvents() {
    return format == Format.EVENTS && !startsLikeEvents;
  }
}
