package dev.firstword.relay.event;

import java.nio.charset.StandardCharsets;

/**
 * The chunk into which events are encoded. When it is full, it is replaced by a new array, to which
 * only the unfinished event moves. Finished events stay where they are and never change, so readers
 * may hold their array. Without {@link #endEvent}, everything counts as unfinished and the buffer
 * simply grows. Only one thread may write.
 */
public final class EventBuffer {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The size of a first chunk. Later ones are as large as those before together. */
  private static final int MIN_CHUNK_SIZE = 1024;

  /** A low limit, because the last chunk of a log is half empty on average. */
  private static final int MAX_CHUNK_SIZE = 8 * 1024;

  /** Room for what follows a long text in its event, so that it is not moved again. */
  private static final int TAIL_SIZE = 64;

  private byte[] bytes;
  private int length;
  private int unfinishedStart;

  /** The size of all arrays so far. */
  private long allocated;

  public EventBuffer(int initialCapacity) {
    bytes = new byte[initialCapacity];
    allocated = initialCapacity;
  }

  /** Returns the current array; valid up to {@link #length()}, and replaced when it is full. */
  @SuppressWarnings("ArrayReturn") // shared so that sockets can be written without a copy
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Appends events that are already encoded. */
  public void append(byte[] source, int from, int size) {
    ensureCapacity(size);
    System.arraycopy(source, from, bytes, length, size);
    length += size;
  }

  /** Finishes an event, which stays in its array from now on; returns its size. */
  public int endEvent() {
    int size = length - unfinishedStart;
    unfinishedStart = length;
    return size;
  }

  /** Appends text that must be ASCII. */
  EventBuffer ascii(String text) {
    int size = text.length();
    ensureCapacity(size);
    for (int i = 0; i < size; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += size;
    return this;
  }

  EventBuffer number(long value) {
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    ensureCapacity(digits);
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Appends a number with this many decimals, rounded half away from zero. */
  EventBuffer decimal(double value, int decimals) {
    long factor = 1;
    for (int i = 0; i < decimals; i++) {
      factor *= 10;
    }
    long scaled = Math.round(Math.abs(value) * factor);
    ascii(value < 0 && scaled != 0 ? "-" : "").number(scaled / factor).ascii(".");
    for (long place = factor / 10; place > 0; place /= 10) {
      number(scaled / place % 10);
    }
    return this;
  }

  /** Appends a JSON string with its quotes, as UTF-8. An unpaired surrogate becomes U+FFFD. */
  EventBuffer string(String text) {
    int size = text.length();
    // A char needs at most six bytes, as \\u00xx. Rarely is the exact size worth counting.
    if (bytes.length - length < size * 6L + 2) {
      ensureCapacity(encodedSize(text));
    }
    byte[] target = bytes;
    int at = length;
    target[at++] = '"';
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        at = asciiCharacter(target, at, c);
      } else if (c < 0x800) {
        target[at++] = (byte) (0xC0 | (c >> 6));
        target[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < size
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        target[at++] = (byte) (0xF0 | (point >> 18));
        target[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        target[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        target[at++] = (byte) (0x80 | (point & 0x3F));
      } else {
        int point = Character.isSurrogate(c) ? 0xFFFD : c;
        target[at++] = (byte) (0xE0 | (point >> 12));
        target[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        target[at++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    target[at++] = '"';
    length = at;
    return this;
  }

  private static int asciiCharacter(byte[] target, int start, char c) {
    int at = start;
    switch (c) {
      case '"', '\\' -> {
        target[at++] = '\\';
        target[at++] = (byte) c;
      }
      case '\n' -> {
        target[at++] = '\\';
        target[at++] = 'n';
      }
      case '\r' -> {
        target[at++] = '\\';
        target[at++] = 'r';
      }
      case '\t' -> {
        target[at++] = '\\';
        target[at++] = 't';
      }
      default -> {
        if (c < 0x20) {
          target[at++] = '\\';
          target[at++] = 'u';
          target[at++] = '0';
          target[at++] = '0';
          target[at++] = HEX[c >> 4];
          target[at++] = HEX[c & 0xF];
        } else {
          target[at++] = (byte) c;
        }
      }
    }
    return at;
  }

  /** Returns the size of a JSON string with its quotes; of an unpaired surrogate, as U+FFFD. */
  private static int encodedSize(String text) {
    long size = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        size += asciiSize(c);
      } else if (c < 0x800) {
        size += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        size += 4;
        i++;
      } else {
        size += 3;
      }
    }
    return Math.toIntExact(size);
  }

  private static int asciiSize(char c) {
    return switch (c) {
      case '"', '\\', '\n', '\r', '\t' -> 2;
      default -> c < 0x20 ? 6 : 1;
    };
  }

  private void ensureCapacity(int additional) {
    if (bytes.length - length < additional) {
      startArray(additional);
    }
  }

  /** Replaces the array and moves the unfinished event; a larger event gets space of its own. */
  private void startArray(int additional) {
    int unfinished = length - unfinishedStart;
    long size =
        unfinishedStart == 0
            ? Math.max(2L * bytes.length, MIN_CHUNK_SIZE)
            : Math.clamp(allocated, MIN_CHUNK_SIZE, MAX_CHUNK_SIZE);
    long needed = (long) unfinished + additional + TAIL_SIZE;
    byte[] next = new byte[Math.toIntExact(Math.max(size, needed))];
    System.arraycopy(bytes, unfinishedStart, next, 0, unfinished);
    bytes = next;
    allocated += next.length;
    length = unfinished;
    unfinishedStart = 0;
  }
}
