package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.util.ArrayList;
import java.util.List;

/** Builds a document's sections from its headings and paragraphs, in document order. */
final class SectionBuilder {

  /** A longer heading is a paragraph that was only formatted as a heading. */
  private static final int MAX_HEADING_LENGTH = 300;

  /** Far more than any book has; each section takes memory, however short it is. */
  private static final int MAX_SECTIONS = 200_000;

  private record Heading(int level, String text) {}

  private final List<Section> sections = new ArrayList<>();
  private final List<Heading> headings = new ArrayList<>();
  private final StringBuilder paragraphs = new StringBuilder();
  private boolean headingHasText = true;
  private int totalLength;

  /**
   * Adds a heading and ends the previous section. A heading without text and subheadings becomes a
   * section's text, so that its words are searchable.
   *
   * @param level 1 for the outermost
   */
  void addHeading(int level, String text) {
    String line = collapseWhitespace(text);
    if (line.isEmpty()) {
      return;
    }
    if (line.length() > MAX_HEADING_LENGTH) {
      addParagraph(line);
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
    addLength(line);
    headings.add(new Heading(level, line));
    headingHasText = false;
  }

  /** Adds a paragraph, a list item, a table or a code block. */
  void addParagraph(String text) {
    String clean = trimBlankLines(TextNormalizer.normalize(text));
    if (clean.isBlank()) {
      return;
    }
    addLength(clean);
    if (!paragraphs.isEmpty()) {
      paragraphs.append("\n\n");
    }
    paragraphs.append(clean);
  }

  List<Section> build() {
    endSection();
    endHeading();
    return sections;
  }

  private void endSection() {
    if (!paragraphs.isEmpty()) {
      addSection(headings.stream().map(Heading::text).toList(), paragraphs.toString());
      paragraphs.setLength(0);
      headingHasText = true;
    }
  }

  private void endHeading() {
    if (!headingHasText) {
      List<String> path = headings.stream().map(Heading::text).toList();
      addSection(path.subList(0, path.size() - 1), path.getLast());
      headingHasText = true;
    }
  }

  private void addSection(List<String> path, String text) {
    if (sections.size() == MAX_SECTIONS) {
      throw tooManySections();
    }
    sections.add(new Section(path, text));
  }

  private void addLength(String text) {
    totalLength += text.length();
    if (totalLength > DocumentReader.MAX_TEXT_LENGTH) {
      throw tooLong();
    }
  }

  static RetrievalException tooLong() {
    return new RetrievalException("The document holds more than 10 million characters of text.");
  }

  static RetrievalException tooManySections() {
    return new RetrievalException("The document has too many sections to be searched.");
  }

  /** The text on one line, with single spaces. */
  static String collapseWhitespace(String text) {
    return TextNormalizer.normalize(text).replaceAll("\\s+", " ").strip();
  }

  /** Removes blank lines at both ends; keeps the first line's indentation, for code. */
  static String trimBlankLines(String text) {
    int from = 0;
    for (int i = 0; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
      if (text.charAt(i) == '\n') {
        from = i + 1;
      }
    }
    return text.substring(from).stripTrailing();
  }
}
