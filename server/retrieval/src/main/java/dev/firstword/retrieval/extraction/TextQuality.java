package dev.firstword.retrieval.extraction;

/**
 * Counts characters that no text has: control characters, unassigned or private ones, and
 * replacements of invalid bytes. Where there are many, the bytes were not text, or not in the
 * assumed encoding.
 */
final class TextQuality {

  /** Real text has hardly any. */
  private static final int MAX_PERCENT = 2;

  private long characters;
  private long bad;

  void add(String text) {
    characters += text.length();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character < ' ' || character > '~') {
        bad += isBad(text, i, character) ? 1 : 0;
      }
    }
  }

  private static boolean isBad(String text, int at, char character) {
    return switch (Character.getType(character)) {
      // A log may colour its lines, and a manual page overstrikes its headings.
      case Character.CONTROL -> "\t\n\u000B\f\r\b\u001B\u0085".indexOf(character) < 0;
      case Character.UNASSIGNED, Character.PRIVATE_USE -> true;
      case Character.SURROGATE -> {
        int codePoint = text.codePointAt(at);
        yield Character.isHighSurrogate(character)
            && Character.getType(codePoint) == Character.UNASSIGNED;
      }
      default -> character == TextNormalizer.REPLACEMENT;
    };
  }

  /** Whether more than the given percentage is bad; a single character never decides it. */
  boolean isWorseThan(int percent) {
    return bad > 1 + characters * percent / 100;
  }

  /** Whether decoded bytes can't have been text. */
  static boolean isUnreadable(String text) {
    TextQuality quality = new TextQuality();
    quality.add(text);
    return quality.isWorseThan(MAX_PERCENT);
  }
}
