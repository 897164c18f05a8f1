package dev.firstword.protocol;

import java.util.Arrays;

/** Bytes kept until the rest of what they belong to has come; never more than a limit. */
final class HeldBytes {

  private static final byte[] NONE = {};
  private static final int FIRST_CAPACITY = 256;

  /** A buffer that something large has grown beyond this is not kept for what comes next. */
  private static final int KEPT_CAPACITY = 16 * 1024;

  private final int limit;
  private byte[] bytes = NONE;
  private int length;

  HeldBytes(int limit) {
    this.limit = limit;
  }

  int length() {
    return length;
  }

  /** Keeps these as well; or nothing of them, and false, where that would pass the limit. */
  boolean append(byte[] source, int from, int to) {
    int added = to - from;
    if (added > limit - length) {
      return false;
    }
    if (bytes.length < length + added) {
      int doubled = Math.min(limit, Math.max(FIRST_CAPACITY, bytes.length * 2));
      bytes = Arrays.copyOf(bytes, Math.max(length + added, doubled));
    }
    System.arraycopy(source, from, bytes, length, added);
    length += added;
    return true;
  }

  /**
   * Holds nothing any more.
   *
   * @return what was held, from index 0, to be read before anything is appended
   */
  byte[] release() {
    byte[] held = bytes;
    length = 0;
    if (held.length > KEPT_CAPACITY) {
      bytes = NONE;
    }
    return held;
  }
}
