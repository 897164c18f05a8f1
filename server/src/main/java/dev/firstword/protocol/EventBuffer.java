package dev.firstword.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that only grow. What was written once never changes, so a reader that was handed the array
 * and a length may keep reading up to that length while more is appended. Not safe for two writers.
 */
public final class EventBuffer {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  public EventBuffer(int initialCapacity) {
    bytes = new byte[initialCapacity];
  }

  /** The array behind the buffer; valid up to {@link #length()}, and replaced when it grows. */
  @SuppressWarnings("ArrayReturn") // handed out to be written to sockets without a copy
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Appends bytes that are events already. */
  public void append(byte[] source, int from, int size) {
    reserve(size);
    System.arraycopy(source, from, bytes, length, size);
    length += size;
  }

  /**
   * Forgets everything behind that length. What a reader was handed must not reach beyond it: it
   * will be written over.
   */
  public void cutTo(int earlierLength) {
    length = earlierLength;
  }

  /** Appends text that is known to be ASCII. */
  EventBuffer ascii(String text) {
    int size = text.length();
    reserve(size);
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
    reserve(digits);
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Appends a JSON string, quotes included, as UTF-8; half a surrogate pair becomes U+FFFD. */
  EventBuffer string(String text) {
    int size = text.length();
    // A char takes at most six bytes, as \\u00xx.
    reserve(size * 6 + 2);
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

  private void reserve(int more) {
    if (bytes.length - length < more) {
      int wanted = Math.max(Math.addExact(length, more), bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, wanted);
    }
  }
}
