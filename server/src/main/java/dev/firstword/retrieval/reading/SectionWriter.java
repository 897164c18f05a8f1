package dev.firstword.retrieval.reading;

import dev.firstword.retrieval.RetrievalException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers a document's sections while its reader walks through it: headings open and close
 * sections, paragraphs fill them.
 */
final class SectionWriter {

  /** What is longer is a paragraph that somebody made bold and large. */
  private static final int LONGEST_HEADING = 300;

  private record Heading(int level, String text) {}

  private final List<Section> sections = new ArrayList<>();
  private final List<Heading> headings = new ArrayList<>();
  private final StringBuilder paragraphs = new StringBuilder();
  private boolean headingHasText = true;
  private int length;

  /**
   * Ends the section before it. One that holds nothing is kept as a text of its own when nothing is
   * below it, so that its words are found.
   *
   * @param level 1 for the outermost
   */
  void heading(int level, String text) {
    String line = oneLine(text);
    if (line.isEmpty()) {
      return;
    }
    if (line.length() > LONGEST_HEADING) {
      paragraph(line);
      return;
    }
    endSection();
    boolean below = !headings.isEmpty() && headings.getLast().level() < level;
    if (!below) {
      endHeading();
    }
    while (!headings.isEmpty() && headings.getLast().level() >= level) {
      headings.removeLast();
    }
    count(line);
    headings.add(new Heading(level, line));
    headingHasText = false;
  }

  /** Adds a paragraph, a list item, a table or some code. */
  void paragraph(String text) {
    String clean = withoutEmptyEdges(Encoding.clean(text));
    if (clean.isBlank()) {
      return;
    }
    count(clean);
    if (!paragraphs.isEmpty()) {
      paragraphs.append("\n\n");
    }
    paragraphs.append(clean);
  }

  List<Section> sections() {
    endSection();
    endHeading();
    return sections;
  }

  private void endSection() {
    if (!paragraphs.isEmpty()) {
      sections.add(
          new Section(headings.stream().map(Heading::text).toList(), paragraphs.toString()));
      paragraphs.setLength(0);
      headingHasText = true;
    }
  }

  private void endHeading() {
    if (!headingHasText) {
      List<String> path = headings.stream().map(Heading::text).toList();
      sections.add(new Section(path.subList(0, path.size() - 1), path.getLast()));
      headingHasText = true;
    }
  }

  private void count(String text) {
    length += text.length();
    if (length > DocumentReader.LONGEST_TEXT) {
      throw tooLong();
    }
  }

  static RetrievalException tooLong() {
    return new RetrievalException("The document holds more than 10 million characters of text.");
  }

  /** The text in one line, with single spaces. */
  static String oneLine(String text) {
    return Encoding.clean(text).replaceAll("\\s+", " ").strip();
  }

  /** Keeps the first line's indentation, which code needs. */
  static String withoutEmptyEdges(String text) {
    int from = 0;
    for (int i = 0; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
      if (text.charAt(i) == '\n') {
        from = i + 1;
      }
    }
    return text.substring(from).stripTrailing();
  }
}
