package dev.firstword.answer;

import dev.firstword.protocol.TurnEvent.SectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises the sections of a structured answer while it is written: Markdown headings that are
 * among the profile's, however the text is split and whatever a model puts around a title ({@code
 * ## 2. **Our approach**}). Headings in code are none. Confined to the turn's loop.
 */
public final class Sections {

  /** A longer line is no heading of ours, and is not kept. */
  private static final int LONGEST_LINE = 200;

  private static final Pattern NUMBER =
      Pattern.compile("^(?:section |part )?(?:\\d{1,2}|[ivx]{1,4})(?:[.):]+| [-–—:]) *");

  private static final Pattern AROUND = Pattern.compile("[*_`#\"“”]");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern CLOSING = Pattern.compile("[\\s:.!?]+$");

  private final List<String> titles;
  private final List<String> comparable;
  private final Listener listener;
  private final StringBuilder line = new StringBuilder();
  private boolean lineIsTooLong;
  private String fence = "";
  private int current = -1;
  private int complete;

  /** Of an answer that has these sections. */
  public Sections(List<String> titles, Listener listener) {
    this.titles = titles;
    this.comparable = new ArrayList<>(titles.size());
    titles.forEach(title -> comparable.add(comparable(title)));
    this.listener = listener;
  }

  /** Hears where sections begin and end, on the loop. */
  public interface Listener {
    /**
     * A section has begun or is complete.
     *
     * @param index from 1
     */
    void onSection(int index, int count, String title, SectionState state);
  }

  /** How many are complete. */
  public int complete() {
    return complete;
  }

  public int count() {
    return titles.size();
  }

  /** A piece of the answer. */
  public void text(String piece) {
    if (titles.isEmpty()) {
      return;
    }
    int from = 0;
    for (int end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      add(piece, from, end);
      endLine();
      from = end + 1;
    }
    add(piece, from, piece.length());
  }

  /** The answer is whole, and with it its last section. */
  public void end() {
    endLine();
    completeCurrent();
  }

  private void add(String piece, int from, int to) {
    if (lineIsTooLong) {
      return;
    }
    if (line.length() + to - from > LONGEST_LINE) {
      lineIsTooLong = true;
      return;
    }
    line.append(piece, from, to);
  }

  private void endLine() {
    if (!lineIsTooLong && !line.isEmpty()) {
      read(line.toString());
    }
    line.setLength(0);
    lineIsTooLong = false;
  }

  private void read(String whole) {
    String text = whole.stripLeading();
    if (whole.length() - text.length() > 3) {
      return; // That far in, it is code.
    }
    String mark = fence(text);
    if (!fence.isEmpty()) {
      boolean closes = mark.startsWith(fence) && text.strip().equals(mark);
      fence = closes ? "" : fence;
    } else if (!mark.isEmpty()) {
      fence = mark;
    } else if (text.startsWith("#")) {
      heading(text);
    }
  }

  /** The backticks or tildes that open or close a block of code; empty where the line has none. */
  private static String fence(String text) {
    int length = 0;
    while (length < text.length()
        && (text.charAt(length) == '`' || text.charAt(length) == '~')
        && text.charAt(length) == text.charAt(0)) {
      length++;
    }
    // Behind backticks that open a block there are no others; with them it is code in a line.
    boolean isBlock = length >= 3 && (text.charAt(0) == '~' || text.indexOf('`', length) < 0);
    return isBlock ? text.substring(0, length) : "";
  }

  private void heading(String text) {
    int level = 0;
    while (level < text.length() && text.charAt(level) == '#') {
      level++;
    }
    boolean isHeading =
        level <= 6 && level < text.length() && Character.isWhitespace(text.charAt(level));
    int index = isHeading ? comparable.indexOf(comparable(text.substring(level))) : -1;
    if (index > current) {
      completeCurrent();
      current = index;
      tell(SectionState.STARTED);
    }
  }

  private void completeCurrent() {
    if (current >= complete) {
      complete = current + 1;
      tell(SectionState.COMPLETE);
    }
  }

  private void tell(SectionState state) {
    listener.onSection(current + 1, titles.size(), titles.get(current), state);
  }

  /** A title as two that mean the same are equal. */
  private static String comparable(String title) {
    String text = AROUND.matcher(title).replaceAll("").strip().toLowerCase(Locale.ROOT);
    text = NUMBER.matcher(text).replaceFirst("");
    text = CLOSING.matcher(text).replaceFirst("");
    return SPACE.matcher(text).replaceAll(" ");
  }
}
