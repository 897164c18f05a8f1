package dev.firstword.simulator.answer;

import java.util.Arrays;

/**
 * Splits text into tokens like a tokenizer's: a word with its leading space, a long word in parts,
 * punctuation by itself. English averages between four and five characters per token.
 */
final class TokenSplitter {
  private static final int MAX_TOKEN_CHARS = 7;

  private TokenSplitter() {}

  /** Returns the end index of each token. The last one is the text's length. */
  static int[] tokenEnds(String text) {
    int[] ends = new int[text.length() / 3 + 8];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      at = endOfToken(text, at);
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
      }
      ends[count++] = at;
    }
    return Arrays.copyOf(ends, count);
  }

  private static int endOfToken(String text, int start) {
    int at = start;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return at;
    }
    int first = text.codePointAt(at);
    boolean isWord = Character.isLetterOrDigit(first);
    int length = 0;
    while (at < text.length() && length < MAX_TOKEN_CHARS) {
      int point = text.codePointAt(at);
      if (isWord ? !Character.isLetterOrDigit(point) : point != first) {
        break;
      }
      at += Character.charCount(point);
      length++;
    }
    return at;
  }
}
