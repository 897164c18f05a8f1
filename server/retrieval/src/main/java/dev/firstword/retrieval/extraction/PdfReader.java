package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * Reads the text of PDF pages in order, with the bookmarks as headings, or page numbers if there
 * are none. Text in images is not read.
 */
final class PdfReader {

  private static final Pattern PARAGRAPHS = Pattern.compile("\\n\\s*\\n");

  /** The hyphen of a word that is split across lines. */
  private static final Pattern HYPHENATED = Pattern.compile("(?<=\\p{L})-\\n(?=\\p{Ll})");

  private PdfReader() {}

  static ExtractedDocument read(byte[] content) {
    try (PDDocument document = Loader.loadPDF(content)) {
      return read(document);
    } catch (InvalidPasswordException e) {
      throw new RetrievalException("The PDF is protected by a password.", e);
    } catch (RetrievalException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new RetrievalException("The PDF is broken and can't be read.", e);
    } catch (StackOverflowError _) { // Its objects refer to each other in a cycle.
      throw new RetrievalException("The PDF is broken and can't be read.");
    }
  }

  private static ExtractedDocument read(PDDocument document) throws IOException {
    SectionBuilder builder = new SectionBuilder();
    PdfBookmarks bookmarks = PdfBookmarks.of(document);
    PDFTextStripper stripper = new PDFTextStripper();
    stripper.setLineSeparator("\n");
    stripper.setParagraphEnd("\n\n");
    boolean anyText = false;
    int budget = 2 * DocumentReader.MAX_TEXT_LENGTH; // SectionBuilder limits the text itself.
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
      bookmarks.addHeadings(page, builder);
      PARAGRAPHS
          .splitAsStream(text.toString())
          .map(paragraph -> HYPHENATED.matcher(paragraph).replaceAll("").replace('\n', ' '))
          .forEach(builder::addParagraph);
    }
    if (!anyText) {
      throw new RetrievalException(
          document.getNumberOfPages() == 0
              ? "The PDF has no pages."
              : "The PDF holds no text, only pictures.");
    }
    String title = document.getDocumentInformation().getTitle();
    return new ExtractedDocument(
        title == null ? "" : SectionBuilder.collapseWhitespace(title), builder.build());
  }

  /** Limits the text of a page: a few bytes of PDF may expand to unlimited text. */
  private static final class BoundedWriter extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int limit;

    BoundedWriter(int limit) {
      this.limit = limit;
    }

    @Override
    public void write(char[] characters, int from, int count) {
      if (text.length() + count > limit) {
        throw SectionBuilder.tooLong();
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
