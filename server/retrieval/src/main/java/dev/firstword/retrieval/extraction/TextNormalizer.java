package dev.firstword.retrieval.extraction;

import java.nio.charset.StandardCharsets;

/** Decodes and normalizes text so that every database can store it. */
final class TextNormalizer {

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private TextNormalizer() {}

  /** Decodes UTF-8; invalid bytes become the replacement character. */
  static String decodeUtf8(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * Converts line ends to line feeds, drops control characters and replaces unpaired surrogates.
   * PostgreSQL can't store NUL, and UTF-8 can't encode an unpaired surrogate.
   */
  static String normalize(String text) {
    StringBuilder normalized = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
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
      } else if (!Character.isISOControl(character) || character == '\n' || character == '\t') {
        normalized.append(character);
      }
    }
    return normalized.toString();
  }
}
