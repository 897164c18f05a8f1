package dev.firstword.retrieval.reading;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a text may be cut: between paragraphs, inside them between sentences, inside endless
 * sentences between words, and inside endless words anywhere but in a surrogate pair. Paragraphs of
 * several lines (code, tables, lists) stay whole where they can.
 */
final class TextPieces {

  /**
   * A part of the text that is not cut any further, with the space after it.
   *
   * @param from index of its first character
   * @param to index after its last one
   * @param endsParagraph whether a paragraph ends with it
   */
  record Piece(int from, int to, boolean endsParagraph) {}

  private static final Pattern EMPTY_LINES = Pattern.compile("\\n[ \\t]*+\\n\\s*+");

  private final String text;
  private final int longest;
  private final int longestWhole;
  private final List<Piece> pieces = new ArrayList<>();

  private TextPieces(String text, int longest, int longestWhole) {
    this.text = text;
    this.longest = longest;
    this.longestWhole = longestWhole;
  }

  /**
   * Cuts a text. The pieces follow each other without a gap.
   *
   * @param longest characters of a piece
   * @param longestWhole characters of a paragraph of several lines that is not cut
   */
  static List<Piece> of(String text, int longest, int longestWhole) {
    TextPieces cutting = new TextPieces(text, longest, longestWhole);
    Matcher borders = EMPTY_LINES.matcher(text);
    int from = 0;
    while (borders.find()) {
      cutting.paragraph(from, borders.end());
      from = borders.end();
    }
    cutting.paragraph(from, text.length());
    return cutting.pieces;
  }

  private void paragraph(int from, int to) {
    if (from == to) {
      return;
    }
    int lineEnd = text.indexOf('\n', from);
    boolean manyLines = lineEnd >= 0 && !text.substring(lineEnd, to).isBlank();
    if (manyLines && to - from <= longestWhole) {
      pieces.add(new Piece(from, to, true));
      return;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text.substring(from, to));
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      sentence(from + start, from + end);
      start = end;
    }
    Piece last = pieces.removeLast();
    pieces.add(new Piece(last.from(), last.to(), true));
  }

  private void sentence(int from, int to) {
    int start = from;
    while (to - start > longest) {
      int end = cut(start);
      pieces.add(new Piece(start, end, false));
      start = end;
    }
    pieces.add(new Piece(start, to, false));
  }

  /** After a line, else after a word, in the second half of what fits; else where it is full. */
  private int cut(int start) {
    int full = start + longest;
    int line = text.lastIndexOf('\n', full - 1);
    if (line > start + longest / 2) {
      return line + 1;
    }
    for (int i = full; i > start + longest / 2; i--) {
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
