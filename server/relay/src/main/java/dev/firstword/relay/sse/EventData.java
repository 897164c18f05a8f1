package dev.firstword.relay.sse;

import dev.firstword.relay.event.BoundedByteBuffer;

/**
 * The data of one event, gathered from its lines. A single line within one chunk stays there; only
 * data split over chunks, or over several lines, is copied.
 */
final class EventData {

  private static final byte[] LINE_FEED = {'\n'};

  private final int limit;

  /** Whether there is a complete line, possibly an empty one. */
  private boolean hasLine;

  /** Whether {@link #copied} already holds the beginning of the current line. */
  private boolean isLineOpen;

  /** The only line, as a range of the current chunk; -1 if there is none. */
  private int rangeStart = -1;

  private int rangeEnd;
  private final BoundedByteBuffer copied;

  /** Creates the data of a first event, of at most {@code limit} bytes. */
  EventData(int limit) {
    this.limit = limit;
    this.copied = new BoundedByteBuffer(limit);
  }

  /** Returns whether the event has a line of data, complete or not. */
  boolean isPresent() {
    return hasLine || isLineOpen;
  }

  /** Adds a piece of a line that the next chunk continues. Returns false if it is too large. */
  boolean addPiece(byte[] chunk, int from, int to) {
    return openLine(chunk) && copied.append(chunk, from, to);
  }

  /** Adds the rest of a line, or a whole one. Returns false if the data is too large. */
  boolean endLine(byte[] chunk, int from, int to) {
    if (!isPresent()) {
      if (to - from > limit) {
        return false;
      }
      rangeStart = from;
      rangeEnd = to;
    } else {
      if (!addPiece(chunk, from, to)) {
        return false;
      }
      isLineOpen = false;
    }
    hasLine = true;
    return true;
  }

  /** Copies earlier lines, so that the current one can be appended. */
  private boolean openLine(byte[] chunk) {
    if (isLineOpen) {
      return true;
    }
    isLineOpen = true;
    if (!hasLine) {
      return true;
    }
    endChunk(chunk);
    return copied.append(LINE_FEED, 0, 1);
  }

  /** Copies what is still in the chunk, which is about to be reused. */
  void endChunk(byte[] chunk) {
    if (rangeStart >= 0) {
      int start = rangeStart;
      rangeStart = -1;
      boolean _ = copied.append(chunk, start, rangeEnd); // The first line, so it fits.
    }
  }

  /** Returns where the data starts in what {@link #drain} returns. */
  int start() {
    return Math.max(rangeStart, 0);
  }

  int length() {
    return rangeStart >= 0 ? rangeEnd - rangeStart : copied.length();
  }

  /**
   * Starts with the next event.
   *
   * @return the chunk or a copy, in which the data is valid until the next line
   */
  byte[] drain(byte[] chunk) {
    hasLine = false;
    isLineOpen = false;
    if (rangeStart >= 0) {
      rangeStart = -1;
      return chunk;
    }
    return copied.drain();
  }
}
