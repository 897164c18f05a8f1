package dev.firstword.retrieval.reading;

import java.nio.charset.StandardCharsets;

/** Bytes become characters that every database can keep. */
final class Encoding {

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private Encoding() {}

  /** Reads UTF-8; what is none becomes the replacement character. */
  static String text(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * The same text with line feeds as its only line ends, without control characters, and without
   * halves of surrogate pairs: PostgreSQL keeps no NUL, and UTF-8 no half.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\r') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
          clean.append('\n');
        }
      } else if (character == '\f') {
        clean.append("\n\n"); // A new page.
      } else if (Character.isHighSurrogate(character)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(character).append(text.charAt(++i));
      } else if (Character.isSurrogate(character)) {
        clean.append(REPLACEMENT);
      } else if (!Character.isISOControl(character) || character == '\n' || character == '\t') {
        clean.append(character);
      }
    }
    return clean.toString();
  }
}
