package dev.firstword.relay.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An append-only byte buffer. Written bytes never change, so a reader that holds the array and a
 * length can read up to that length while more is appended. Only one thread may write.
 */
public final class EventBuffer {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  public EventBuffer(int initialCapacity) {
    bytes = new byte[initialCapacity];
  }

  /**
   * Returns the backing array; valid up to {@link #length()}, and replaced when the buffer grows.
   */
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

  /**
   * Discards everything after a length. No reader may hold a longer length, because those bytes are
   * overwritten.
   */
  public void truncate(int newLength) {
    length = newLength;
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

  /** Appends a JSON string with its quotes, as UTF-8. An unpaired surrogate becomes U+FFFD. */
  EventBuffer string(String text) {
    int size = text.length();
    // A char needs at most six bytes, as \\u00xx.
    ensureCapacity(size * 6 + 2);
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

  private void ensureCapacity(int additional) {
    if (bytes.length - length < additional) {
      int newCapacity =
          Math.max(Math.addExact(length, additional), bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, newCapacity);
    }
  }
}
