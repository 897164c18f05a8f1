package dev.firstword.core.answer;

import java.text.BreakIterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds headlines in the text of a thought as it arrives: bold lines and headings, as summaries
 * have them, or the first sentence of each paragraph if there are none. Not thread-safe.
 */
final class HeadlineExtractor {

  /** Longer headlines would not fit in one line of a phone. */
  static final int MAX_LENGTH = 80;

  /** A line without a sentence end becomes a headline at this length. */
  private static final int MAX_PENDING = 200;

  /** Enough of a line to see whether it is a heading. */
  private static final int MARKER_LENGTH = 2;

  private final StringBuilder line = new StringBuilder();
  private boolean hasLineText;
  private boolean isParagraphDone;
  private boolean hasHeadings;

  /** Returns the newest headline that this piece completes; null if it completes none. */
  @Nullable String append(String text) {
    String headline = null;
    for (int i = 0; i < text.length(); i++) {
      String next = text.charAt(i) == '\n' ? endLine() : append(text.charAt(i));
      headline = next == null ? headline : next;
    }
    return headline;
  }

  private @Nullable String endLine() {
    String whole = line.toString().strip();
    boolean isEmpty = whole.isEmpty() && !hasLineText;
    line.setLength(0);
    hasLineText = false;
    if (isHeading(whole)) {
      hasHeadings = true;
      return headline(whole);
    }
    if (isEmpty) {
      isParagraphDone = false;
      return null;
    }
    return finishParagraph(whole);
  }

  private @Nullable String append(char c) {
    if (line.isEmpty() && Character.isWhitespace(c)) {
      return null;
    }
    hasLineText = true;
    if (startsLikeHeading(line) || (!isParagraphDone && !hasHeadings)) {
      line.append(c);
    } else if (line.length() < MARKER_LENGTH) {
      line.append(c);
      return null;
    }
    if (startsLikeHeading(line)) {
      return line.length() >= MAX_PENDING ? finishParagraph(takeLine()) : null;
    }
    return !isParagraphDone && (isSentenceEnd() || line.length() >= MAX_PENDING)
        ? finishParagraph(takeLine())
        : null;
  }

  private String takeLine() {
    String taken = line.toString();
    line.setLength(0);
    return taken;
  }

  /** The rest of this paragraph is not looked at. */
  private @Nullable String finishParagraph(String start) {
    if (isParagraphDone || hasHeadings) {
      return null;
    }
    isParagraphDone = true;
    return headline(start);
  }

  private static boolean startsLikeHeading(CharSequence line) {
    return line.length() > 0
        && (line.charAt(0) == '#'
            || (line.charAt(0) == '*' && (line.length() == 1 || line.charAt(1) == '*')));
  }

  private static boolean isHeading(String line) {
    return line.startsWith("#") || (line.startsWith("**") && line.endsWith("**"));
  }

  private boolean isSentenceEnd() {
    int last = line.length() - 1;
    if (last < 0) {
      return false;
    }
    if ("\u3002\uff01\uff1f\u0964".indexOf(line.charAt(last)) >= 0) {
      return true; // Scripts that put no space between sentences.
    }
    return last > 0
        && Character.isWhitespace(line.charAt(last))
        && ".!?\u061f".indexOf(line.charAt(last - 1)) >= 0;
  }

  /** Returns the line as plain text of one line; null if nothing remains. */
  private static @Nullable String headline(String line) {
    StringBuilder plain = new StringBuilder();
    line.codePoints()
        .filter(c -> c != '*' && c != '#' && c != '`')
        .map(c -> Character.isWhitespace(c) ? ' ' : c)
        .filter(HeadlineExtractor::isVisible)
        .forEach(plain::appendCodePoint);
    String text = plain.toString().replaceAll(" {2,}", " ").strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? null : shorten(text);
  }

  /** Controls and direction overrides could make the text look like something else. */
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
          c == '\u200c' || c == '\u200d'; // Joiners, which some scripts need.
      default -> true;
    };
  }

  private static String shorten(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
    words.setText(text);
    int end = words.preceding(MAX_LENGTH);
    String start = end <= 0 ? text.substring(0, MAX_LENGTH - 1) : text.substring(0, end);
    return start.strip() + "\u2026";
  }
}
