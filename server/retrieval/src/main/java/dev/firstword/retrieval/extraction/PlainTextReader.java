package dev.firstword.retrieval.extraction;

import java.util.regex.Pattern;

/** Reads plain text: paragraphs separated by empty lines, without headings. */
final class PlainTextReader {

  private static final Pattern EMPTY_LINES = Pattern.compile("\\n[ \\t]*+\\n\\s*+");

  private PlainTextReader() {}

  static ExtractedDocument read(String text) {
    SectionBuilder builder = new SectionBuilder();
    if (text.length() > DocumentReader.MAX_TEXT_LENGTH) {
      throw SectionBuilder.tooLong();
    }
    EMPTY_LINES.splitAsStream(TextNormalizer.normalize(text)).forEach(builder::addParagraph);
    return new ExtractedDocument("", builder.build());
  }
}
