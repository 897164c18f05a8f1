package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A template of a stream's text events, learned from one that was parsed. If another event has the
 * same bytes around a text without escapes, the text can be extracted directly: the parser would
 * see the same tokens except for that string. All other events go to the parser.
 */
public final class EventTemplate {

  /** A stream whose events also differ outside the text is not worth more attempts. */
  private static final int MAX_LEARNED_EVENTS = 4;

  private static final byte[] NONE = new byte[0];
  private static final char REPLACEMENT = '\uFFFD';

  private byte[] prefix = NONE;
  private byte[] suffix = NONE;
  private int learnedEvents;

  /**
   * Extracts the text of an event that matches.
   *
   * @return null if the event has to be parsed
   */
  public @Nullable String extractText(byte[] bytes, int offset, int length) {
    int start = offset + prefix.length;
    int end = offset + length - suffix.length;
    if (prefix.length == 0
        || start > end
        || !Arrays.equals(bytes, offset, start, prefix, 0, prefix.length)
        || !Arrays.equals(bytes, end, offset + length, suffix, 0, suffix.length)) {
      return null;
    }
    int combinedBits = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (isSpecial(b)) {
        return null;
      }
      combinedBits |= b;
    }
    if (combinedBits >= 0) {
      return new String(bytes, start, end - start, ISO_8859_1);
    }
    String text = new String(bytes, start, end - start, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : null; // Genuine, or replacing bad bytes.
  }

  /**
   * Learns from an event that contains nothing of interest but its text.
   *
   * @param quote the offset of the text's opening quote within the event
   */
  public void learn(byte[] bytes, int offset, int length, long quote) {
    if (learnedEvents == MAX_LEARNED_EVENTS || quote < 0 || quote >= length) {
      return;
    }
    int start = offset + (int) quote + 1;
    int end = offset + length;
    for (int i = start; bytes[start - 1] == '"' && i < end; i++) {
      if (bytes[i] == '"') {
        learnedEvents++;
        prefix = Arrays.copyOfRange(bytes, offset, start);
        suffix = Arrays.copyOfRange(bytes, i, end);
        return;
      }
      if (isSpecial(bytes[i])) {
        return;
      }
    }
  }

  /** Returns whether a byte ends a JSON string, starts an escape, or is invalid in a string. */
  private static boolean isSpecial(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }
}
