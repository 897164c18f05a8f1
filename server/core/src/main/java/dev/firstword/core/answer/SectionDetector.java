package dev.firstword.core.answer;

import dev.firstword.relay.event.TurnEvent.SectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Detects the sections of a structured answer while it streams: Markdown headings that match the
 * titles of the profile. Works however the text is split and however a model decorates a title
 * ({@code ## 2. **Our approach**}). Headings inside code are ignored. Confined to the turn's loop.
 */
public final class SectionDetector {

  /** A longer line cannot be a section heading, and is not buffered. */
  private static final int MAX_LINE_LENGTH = 200;

  private static final Pattern NUMBERING =
      Pattern.compile("^(?:section |part )?(?:\\d{1,2}|[ivx]{1,4})(?:[.):]+| [-–—:]) *");

  private static final Pattern DECORATION = Pattern.compile("[*_`#\"“”]");
  private static final Pattern WHITESPACE = Pattern.compile("\\s+");
  private static final Pattern TRAILING_PUNCTUATION = Pattern.compile("[\\s:.!?]+$");

  private final List<String> titles;
  private final List<String> normalizedTitles;
  private final Listener listener;
  private final StringBuilder line = new StringBuilder();
  private boolean lineTooLong;
  private String fence = "";
  private int current = -1;
  private int completeCount;

  /** Creates the detector for an answer with the given section titles. */
  public SectionDetector(List<String> titles, Listener listener) {
    this.titles = titles;
    this.normalizedTitles = new ArrayList<>(titles.size());
    titles.forEach(title -> normalizedTitles.add(normalize(title)));
    this.listener = listener;
  }

  /** Receives the starts and ends of sections, on the loop. */
  public interface Listener {
    /**
     * Called when a section starts or is complete.
     *
     * @param index the index of the section, from 1
     */
    void onSection(int index, int count, String title, SectionState state);
  }

  /** The number of complete sections. */
  public int completeCount() {
    return completeCount;
  }

  public int count() {
    return titles.size();
  }

  /** Appends a chunk of the answer. */
  public void append(String piece) {
    if (titles.isEmpty()) {
      return;
    }
    int from = 0;
    for (int end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      appendToLine(piece, from, end);
      endLine();
      from = end + 1;
    }
    appendToLine(piece, from, piece.length());
  }

  /** Ends the answer, which completes its last section. */
  public void finish() {
    endLine();
    completeCurrent();
  }

  private void appendToLine(String piece, int from, int to) {
    if (lineTooLong) {
      return;
    }
    if (line.length() + to - from > MAX_LINE_LENGTH) {
      lineTooLong = true;
      return;
    }
    line.append(piece, from, to);
  }

  private void endLine() {
    if (!lineTooLong && !line.isEmpty()) {
      parseLine(line.toString());
    }
    line.setLength(0);
    lineTooLong = false;
  }

  private void parseLine(String rawLine) {
    String text = rawLine.stripLeading();
    if (rawLine.length() - text.length() > 3) {
      return; // Indented this far, the line is code.
    }
    String mark = parseFence(text);
    if (!fence.isEmpty()) {
      boolean closes = mark.startsWith(fence) && text.strip().equals(mark);
      fence = closes ? "" : fence;
    } else if (!mark.isEmpty()) {
      fence = mark;
    } else if (text.startsWith("#")) {
      parseHeading(text);
    }
  }

  /**
   * Returns the backticks or tildes that open or close a code block, or an empty string if there
   * are none.
   */
  private static String parseFence(String text) {
    int length = 0;
    while (length < text.length()
        && (text.charAt(length) == '`' || text.charAt(length) == '~')
        && text.charAt(length) == text.charAt(0)) {
      length++;
    }
    // Backticks that open a block are followed by no others on the line; otherwise it is inline
    // code.
    boolean isBlock = length >= 3 && (text.charAt(0) == '~' || text.indexOf('`', length) < 0);
    return isBlock ? text.substring(0, length) : "";
  }

  private void parseHeading(String text) {
    int level = 0;
    while (level < text.length() && text.charAt(level) == '#') {
      level++;
    }
    boolean isHeading =
        level <= 6 && level < text.length() && Character.isWhitespace(text.charAt(level));
    int index = isHeading ? normalizedTitles.indexOf(normalize(text.substring(level))) : -1;
    if (index > current) {
      completeCurrent();
      current = index;
      notifyListener(SectionState.STARTED);
    }
  }

  private void completeCurrent() {
    if (current >= completeCount) {
      completeCount = current + 1;
      notifyListener(SectionState.COMPLETE);
    }
  }

  private void notifyListener(SectionState state) {
    listener.onSection(current + 1, titles.size(), titles.get(current), state);
  }

  /** Normalizes a title, so that titles with the same meaning are equal. */
  private static String normalize(String title) {
    String text = DECORATION.matcher(title).replaceAll("").strip().toLowerCase(Locale.ROOT);
    text = NUMBERING.matcher(text).replaceFirst("");
    text = TRAILING_PUNCTUATION.matcher(text).replaceFirst("");
    return WHITESPACE.matcher(text).replaceAll(" ");
  }
}
