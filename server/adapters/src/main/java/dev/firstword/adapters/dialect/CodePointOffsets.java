package dev.firstword.adapters.dialect;

import java.util.Arrays;

/**
 * Converts positions in a text from code points, which OpenAI counts, to UTF-16 units, which
 * browsers count. Keeps only the positions of the characters that take two units.
 */
public final class CodePointOffsets {

  /** Positions of more wide characters, as in a text of nothing but emoji, are not kept. */
  private static final int MAX_WIDE_CHARACTERS = 100_000;

  private int[] wide = new int[0];
  private int wideCount;
  private int units;

  /** Adds the next piece of the text. Half a character at its end is completed by the next. */
  public void add(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      if (Character.isLowSurrogate(piece.charAt(i))) {
        addWide(units + i - wideCount - 1);
      }
    }
    units += piece.length();
  }

  private void addWide(int codePoint) {
    if (wideCount == wide.length) {
      wide = Arrays.copyOf(wide, Math.clamp(wideCount * 2L, 16, MAX_WIDE_CHARACTERS));
    }
    if (wideCount < MAX_WIDE_CHARACTERS) {
      wide[wideCount++] = codePoint;
    }
  }

  /** Returns the length of the text in UTF-16 units. */
  public int length() {
    return units;
  }

  /** Returns the length of the text in code points. */
  public int codePoints() {
    return units - wideCount;
  }

  /** Returns the position in UTF-16 units. */
  public int toUtf16(int codePoint) {
    int before = Arrays.binarySearch(wide, 0, wideCount, codePoint);
    return codePoint + (before < 0 ? -before - 1 : before);
  }
}
