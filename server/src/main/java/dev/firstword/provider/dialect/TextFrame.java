package dev.firstword.provider.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the text in a stream's events, learnt from one that was parsed. Where another
 * event has the same around it and a text without escapes, the text can be cut out: the parser
 * would see the same tokens but for that one string. Everything else is left to the parser.
 */
public final class TextFrame {

  /** A stream whose events differ around the text as well is not worth more. */
  private static final int MOST_LESSONS = 4;

  private static final byte[] NONE = new byte[0];
  private static final char REPLACEMENT = '\uFFFD';

  private byte[] head = NONE;
  private byte[] tail = NONE;
  private int lessons;

  /**
   * The text of an event that fits.
   *
   * @return absent where only the parser can tell
   */
  public @Nullable String cut(byte[] bytes, int offset, int length) {
    int from = offset + head.length;
    int to = offset + length - tail.length;
    if (head.length == 0
        || from > to
        || !Arrays.equals(bytes, offset, from, head, 0, head.length)
        || !Arrays.equals(bytes, to, offset + length, tail, 0, tail.length)) {
      return null;
    }
    int all = 0;
    for (int i = from; i < to; i++) {
      byte each = bytes[i];
      if (isSpecial(each)) {
        return null;
      }
      all |= each;
    }
    if (all >= 0) {
      return new String(bytes, from, to - from, ISO_8859_1);
    }
    String text = new String(bytes, from, to - from, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : null; // It may be one, or stand for bad bytes.
  }

  /**
   * Learns from an event that says nothing but its text.
   *
   * @param quote where in the event the text's opening quote is
   */
  public void learn(byte[] bytes, int offset, int length, long quote) {
    if (lessons == MOST_LESSONS || quote < 0 || quote >= length) {
      return;
    }
    int from = offset + (int) quote + 1;
    int end = offset + length;
    for (int i = from; bytes[from - 1] == '"' && i < end; i++) {
      if (bytes[i] == '"') {
        lessons++;
        head = Arrays.copyOfRange(bytes, offset, from);
        tail = Arrays.copyOfRange(bytes, i, end);
        return;
      }
      if (isSpecial(bytes[i])) {
        return;
      }
    }
  }

  /** What ends a JSON string, begins an escape, or must not stand in one. */
  private static boolean isSpecial(byte each) {
    return each == '"' || each == '\\' || (each >= 0 && each < ' ');
  }
}
