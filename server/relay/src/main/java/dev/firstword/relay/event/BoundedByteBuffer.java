package dev.firstword.relay.event;

import java.util.Arrays;

/** A growable byte buffer with a maximum size, for values that are split over chunks. */
public final class BoundedByteBuffer {

  private static final byte[] NONE = {};
  private static final int INITIAL_CAPACITY = 256;

  /** A larger array is not kept for the next value. */
  private static final int MAX_RETAINED_CAPACITY = 16 * 1024;

  private final int limit;
  private byte[] bytes = NONE;
  private int length;

  public BoundedByteBuffer(int limit) {
    this.limit = limit;
  }

  public int length() {
    return length;
  }

  /** Appends bytes. Returns false, and appends nothing, if that would exceed the limit. */
  public boolean append(byte[] source, int from, int to) {
    int added = to - from;
    if (added > limit - length) {
      return false;
    }
    if (bytes.length < length + added) {
      int doubled = Math.min(limit, Math.max(INITIAL_CAPACITY, bytes.length * 2));
      bytes = Arrays.copyOf(bytes, Math.max(length + added, doubled));
    }
    System.arraycopy(source, from, bytes, length, added);
    length += added;
    return true;
  }

  /**
   * Empties the buffer.
   *
   * @return the content, from index 0, valid until the next {@link #append}
   */
  public byte[] drain() {
    byte[] content = bytes;
    length = 0;
    if (content.length > MAX_RETAINED_CAPACITY) {
      bytes = NONE;
    }
    return content;
  }
}
