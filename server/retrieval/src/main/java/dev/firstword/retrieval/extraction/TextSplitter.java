package dev.firstword.retrieval.extraction;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text into segments: at paragraphs, then at sentences, in overlong sentences at words,
 * and in overlong words anywhere except within a surrogate pair. Paragraphs of several lines (code,
 * tables, lists) stay whole if possible.
 */
final class TextSplitter {

  /**
   * A part of the text that is not split any further, including trailing whitespace.
   *
   * @param from index of its first character, inclusive
   * @param to index after its last character
   * @param endsParagraph whether it is the last of its paragraph
   */
  record Segment(int from, int to, boolean endsParagraph) {}

  private static final Pattern EMPTY_LINES = Pattern.compile("\\n[ \\t]*+\\n\\s*+");

  private final String text;
  private final int maxLength;
  private final int maxUncutLength;
  private final List<Segment> segments = new ArrayList<>();

  private TextSplitter(String text, int maxLength, int maxUncutLength) {
    this.text = text;
    this.maxLength = maxLength;
    this.maxUncutLength = maxUncutLength;
  }

  /**
   * Splits a text. The segments cover it without gaps.
   *
   * @param maxLength the maximum length of a segment, in characters
   * @param maxUncutLength the maximum length of a multi-line paragraph that is not split
   */
  static List<Segment> split(String text, int maxLength, int maxUncutLength) {
    TextSplitter splitter = new TextSplitter(text, maxLength, maxUncutLength);
    Matcher borders = EMPTY_LINES.matcher(text);
    int from = 0;
    while (borders.find()) {
      splitter.addParagraph(from, borders.end());
      from = borders.end();
    }
    splitter.addParagraph(from, text.length());
    return splitter.segments;
  }

  private void addParagraph(int from, int to) {
    if (from == to) {
      return;
    }
    int lineEnd = text.indexOf('\n', from);
    boolean manyLines = lineEnd >= 0 && !text.substring(lineEnd, to).isBlank();
    if (manyLines && to - from <= maxUncutLength) {
      segments.add(new Segment(from, to, true));
      return;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text.substring(from, to));
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      addSentence(from + start, from + end);
      start = end;
    }
    Segment last = segments.removeLast();
    segments.add(new Segment(last.from(), last.to(), true));
  }

  private void addSentence(int from, int to) {
    int start = from;
    while (to - start > maxLength) {
      int end = findCut(start);
      segments.add(new Segment(start, end, false));
      start = end;
    }
    segments.add(new Segment(start, to, false));
  }

  /** Prefers a line end, then a word end, in the second half; otherwise the maximum length. */
  private int findCut(int start) {
    int full = start + maxLength;
    int half = start + maxLength / 2;
    for (int i = full; i > half; i--) {
      if (text.charAt(i - 1) == '\n') {
        return i;
      }
    }
    for (int i = full; i > half; i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    boolean inPair =
        Character.isHighSurrogate(text.charAt(full - 1))
            && Character.isLowSurrogate(text.charAt(full));
    return inPair ? full - 1 : full;
  }
}
