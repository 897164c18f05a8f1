package dev.firstword.retrieval.index;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Makes text that looks the same be the same, in documents and questions. Composes accented letters
 * (NFC), and drops characters that are invisible, such as soft hyphens, joiners and variation
 * selectors.
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
      if (accents <= MAX_ACCENTS && !isInvisible(codePoint, type)) {
        visible.appendCodePoint(codePoint);
      }
    }
    return Normalizer.normalize(visible, Form.NFC);
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
