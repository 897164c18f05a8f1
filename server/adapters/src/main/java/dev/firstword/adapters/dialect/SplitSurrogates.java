package dev.firstword.adapters.dialect;

/**
 * Joins characters whose two halves arrive in two pieces of a text, as servers send them that cut
 * their text into UTF-16 units. A half that is never joined becomes U+FFFD.
 */
final class SplitSurrogates {

  private static final char REPLACEMENT = '\uFFFD';
  private static final char NONE = 0;

  private char held = NONE;

  /** Returns whether a first half waits for its second. */
  boolean isHolding() {
    return held != NONE;
  }

  /** Returns whether a piece has to pass through {@link #join}. */
  boolean concerns(String piece) {
    return held != NONE
        || Character.isHighSurrogate(piece.charAt(piece.length() - 1))
        || Character.isLowSurrogate(piece.charAt(0));
  }

  /** Returns the piece without lone halves; a first half at its end is held back. */
  String join(String piece) {
    if (piece.isEmpty()) {
      return piece;
    }
    String whole = held == NONE ? piece : held + piece;
    held = NONE;
    int last = whole.length() - 1;
    if (Character.isHighSurrogate(whole.charAt(last))) {
      held = whole.charAt(last);
      whole = whole.substring(0, last);
    }
    return WireJson.replaceLoneSurrogates(whole);
  }

  /** Returns what is held back, for which no second half will come; empty if there is nothing. */
  String drain() {
    String rest = held == NONE ? "" : String.valueOf(REPLACEMENT);
    held = NONE;
    return rest;
  }

  /**
   * Replaces all lone halves but those that may have their other half in the neighboring piece: a
   * second half at the start and a first half at the end.
   */
  static String replaceInside(String piece) {
    int start = 0;
    int end = piece.length();
    if (end > 0 && Character.isLowSurrogate(piece.charAt(0))) {
      start = 1;
    }
    if (end > start && Character.isHighSurrogate(piece.charAt(end - 1))) {
      end--;
    }
    for (int i = start; i < end; i++) {
      if (Character.isSurrogate(piece.charAt(i))) {
        return piece.substring(0, start)
            + WireJson.replaceLoneSurrogates(piece.substring(start, end))
            + piece.substring(end);
      }
    }
    return piece;
  }
}
