package dev.firstword.retrieval.index;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Makes text that looks the same be the same, in documents and questions. Composes accented
 * letters, and replaces presentation forms such as ligatures, joined Arabic letters and narrow
 * Katakana by the usual letters (NFKC). Drops characters that are invisible, such as soft hyphens,
 * joiners and variation selectors, and the vowel signs of Arabic and Hebrew, which are mostly left
 * out.
 */
final class SearchableText {

  /** As many as any language has; more would make composing them take quadratic time. */
  private static final int MAX_ACCENTS = 30;

  private SearchableText() {}

  static String normalize(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    int accents = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      int type = codePoint < 0x80 ? Character.OTHER_LETTER : Character.getType(codePoint);
      accents = type == Character.NON_SPACING_MARK ? accents + 1 : 0;
      if (accents <= MAX_ACCENTS && !isDropped(codePoint, type)) {
        visible.appendCodePoint(codePoint);
      }
    }
    return Normalizer.normalize(visible, Form.NFKC);
  }

  private static boolean isDropped(int codePoint, int type) {
    return isInvisible(codePoint, type)
        || (type == Character.NON_SPACING_MARK && codePoint >= 0x591 && codePoint <= 0x6ED)
        || codePoint == 0x640; // The line that stretches Arabic words.
  }

  private static boolean isInvisible(int codePoint, int type) {
    return switch (type) {
      // Only the signs above Arabic and Syriac numbers are to be seen.
      case Character.FORMAT -> codePoint < 0x600 || codePoint == 0x61C || codePoint > 0x8FF;
      case Character.NON_SPACING_MARK ->
          codePoint == 0x34F // Combining grapheme joiner.
              || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
              || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
      default -> false;
    };
  }
}
