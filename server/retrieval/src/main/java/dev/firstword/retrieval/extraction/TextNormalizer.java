package dev.firstword.retrieval.extraction;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/** Normalizes text so that equal text is equal, and every database can store it. */
final class TextNormalizer {

  static final char REPLACEMENT = '\uFFFD';

  /** As many as any language has; more would make composing them take quadratic time. */
  private static final int MAX_ACCENTS = 30;

  private TextNormalizer() {}

  /**
   * Converts line ends to line feeds, composes accented letters (NFC), and replaces unpaired
   * surrogates. Drops control characters and the invisible marks of a layout: soft hyphens, word
   * joiners, zero width spaces and byte order marks. Joiners stay: emoji and some scripts need
   * them. PostgreSQL can't store NUL, and UTF-8 can't encode an unpaired surrogate.
   */
  static String normalize(String text) {
    StringBuilder normalized = new StringBuilder(text.length());
    int accents = 0;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      accents = isAccent(character) ? accents + 1 : 0;
      if (character == '\r') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
          normalized.append('\n');
        }
      } else if (character == '\f') {
        normalized.append("\n\n"); // A page break.
      } else if (Character.isHighSurrogate(character)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        normalized.append(character).append(text.charAt(++i));
      } else if (Character.isSurrogate(character)) {
        normalized.append(REPLACEMENT);
      } else if (accents <= MAX_ACCENTS && !isDropped(character)) {
        normalized.append(character);
      }
    }
    return Normalizer.isNormalized(normalized, Form.NFC)
        ? normalized.toString()
        : Normalizer.normalize(normalized, Form.NFC);
  }

  private static boolean isAccent(char character) {
    return character >= '\u0300' && Character.getType(character) == Character.NON_SPACING_MARK;
  }

  private static boolean isDropped(char character) {
    return switch (character) {
      case '\n', '\t' -> false;
      case '\u00AD', '\u200B', '\u2060', '\uFEFF' -> true;
      default -> Character.isISOControl(character);
    };
  }
}
