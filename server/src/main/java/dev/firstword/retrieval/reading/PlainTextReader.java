package dev.firstword.retrieval.reading;

import java.util.regex.Pattern;

/** Plain text: paragraphs with empty lines between them, no headings. */
final class PlainTextReader {

  private static final Pattern EMPTY_LINES = Pattern.compile("\\n[ \\t]*+\\n\\s*+");

  private PlainTextReader() {}

  static ReadDocument read(String text) {
    SectionWriter writer = new SectionWriter();
    if (text.length() > DocumentReader.LONGEST_TEXT) {
      throw SectionWriter.tooLong();
    }
    EMPTY_LINES.splitAsStream(Encoding.clean(text)).forEach(writer::paragraph);
    return new ReadDocument("", writer.sections());
  }
}
