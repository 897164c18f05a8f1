package dev.firstword.retrieval.reading;

import dev.firstword.retrieval.RetrievalException;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * PDF: the pages' text in order, under the document's bookmarks, or under page numbers when it has
 * none. Text in pictures is not read.
 */
final class PdfReader {

  private static final Pattern PARAGRAPHS = Pattern.compile("\\n\\s*\\n");

  /** A word that was cut at the end of a line. */
  private static final Pattern HYPHENATED = Pattern.compile("(?<=\\p{L})-\\n(?=\\p{Ll})");

  private PdfReader() {}

  static ReadDocument read(byte[] content) {
    try (PDDocument document = Loader.loadPDF(content)) {
      return read(document);
    } catch (InvalidPasswordException e) {
      throw new RetrievalException("The PDF is protected by a password.", e);
    } catch (RetrievalException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new RetrievalException("The PDF is broken and can't be read.", e);
    } catch (StackOverflowError _) { // Its objects refer to each other without end.
      throw new RetrievalException("The PDF is broken and can't be read.");
    }
  }

  private static ReadDocument read(PDDocument document) throws IOException {
    SectionWriter writer = new SectionWriter();
    PdfBookmarks bookmarks = PdfBookmarks.of(document);
    PDFTextStripper stripper = new PDFTextStripper();
    stripper.setLineSeparator("\n");
    stripper.setParagraphEnd("\n\n");
    boolean anyText = false;
    int budget = 2 * DocumentReader.LONGEST_TEXT; // The text's own limit is the section writer's.
    for (int page = 1; page <= document.getNumberOfPages(); page++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new RetrievalException("Reading the PDF was interrupted.");
      }
      BoundedWriter text = new BoundedWriter(budget);
      stripper.setStartPage(page);
      stripper.setEndPage(page);
      stripper.writeText(document, text);
      budget -= text.toString().length();
      if (text.toString().isBlank() && bookmarks.isEmpty()) {
        continue;
      }
      anyText |= !text.toString().isBlank();
      bookmarks.begin(page, writer);
      PARAGRAPHS
          .splitAsStream(text.toString())
          .map(paragraph -> HYPHENATED.matcher(paragraph).replaceAll("").replace('\n', ' '))
          .forEach(writer::paragraph);
    }
    if (!anyText) {
      throw new RetrievalException(
          document.getNumberOfPages() == 0
              ? "The PDF has no pages."
              : "The PDF holds no text, only pictures.");
    }
    String title = document.getDocumentInformation().getTitle();
    return new ReadDocument(title == null ? "" : SectionWriter.oneLine(title), writer.sections());
  }

  /** A page may say endless text in a few bytes. */
  private static final class BoundedWriter extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int limit;

    BoundedWriter(int limit) {
      this.limit = limit;
    }

    @Override
    public void write(char[] characters, int from, int count) {
      if (text.length() + count > limit) {
        throw SectionWriter.tooLong();
      }
      text.append(characters, from, count);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
