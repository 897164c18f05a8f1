package dev.firstword.simulator.answer;

import java.util.Arrays;

/**
 * Cuts text into pieces like a tokenizer's: a word with the space before it, a long word in parts,
 * punctuation by itself. English comes to between four and five characters a piece.
 */
final class Pieces {
  private static final int LONGEST_PART = 7;

  private Pieces() {}

  /** The end of each piece, as an index into the text; the last one is the text's length. */
  static int[] ends(String text) {
    int[] ends = new int[text.length() / 3 + 8];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      at = endOfPiece(text, at);
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
      }
      ends[count++] = at;
    }
    return Arrays.copyOf(ends, count);
  }

  private static int endOfPiece(String text, int start) {
    int at = start;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return at;
    }
    int first = text.codePointAt(at);
    boolean word = Character.isLetterOrDigit(first);
    int length = 0;
    while (at < text.length() && length < LONGEST_PART) {
      int point = text.codePointAt(at);
      if (word ? !Character.isLetterOrDigit(point) : point != first) {
        break;
      }
      at += Character.charCount(point);
      length++;
    }
    return at;
  }
}
