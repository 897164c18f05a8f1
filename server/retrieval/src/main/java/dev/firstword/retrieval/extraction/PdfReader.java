package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * Reads the text of PDF pages in order, with the bookmarks as headings, or page numbers if there
 * are none. Text in images is not read.
 */
final class PdfReader {

  /** Symbols such as bullets often have no character; if more have none, the rest is wrong too. */
  private static final int MAX_BAD_PERCENT = 20;

  private static final Pattern PARAGRAPHS = Pattern.compile("\\n\\s*\\n");

  /** The hyphen of a word that is split across lines; a soft one has no other use there. */
  private static final Pattern HYPHENATED =
      Pattern.compile("(?<=\\p{L})[-\u2010]\\n(?=\\p{Ll})|\u00AD\\s*\\n");

  private final PdfPageReader pageReader;
  private final PdfBookmarks bookmarks;
  private final SectionBuilder builder = new SectionBuilder();
  private final TextQuality quality = new TextQuality();
  private boolean anyText;

  /** What pages may have together; the section builder limits the text itself. */
  private int budget = 2 * DocumentReader.MAX_TEXT_LENGTH;

  private PdfReader(PDDocument document, PdfBookmarks bookmarks) {
    this.pageReader = new PdfPageReader(document);
    this.bookmarks = bookmarks;
  }

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
    PdfPages pages = PdfPages.of(document);
    if (pages.isEmpty()) {
      throw new RetrievalException("The PDF has no pages.");
    }
    PdfReader reader = new PdfReader(document, PdfBookmarks.of(document, pages));
    pages.forEach(reader::readPage);
    if (!reader.anyText) {
      throw new RetrievalException("The PDF holds no text, only pictures.");
    }
    if (reader.quality.isWorseThan(MAX_BAD_PERCENT)) {
      throw new RetrievalException("The PDF doesn't say which characters its text has.");
    }
    String title = document.getDocumentInformation().getTitle();
    return new ExtractedDocument(
        title == null ? "" : SectionBuilder.collapseWhitespace(title), reader.builder.build());
  }

  private void readPage(int number, PDPage page) {
    String text = pageReader.read(page, budget);
    budget -= text.length();
    quality.add(text);
    if (text.isBlank() && bookmarks.isEmpty()) {
      return;
    }
    anyText |= !text.isBlank();
    bookmarks.addHeadings(number, builder);
    PARAGRAPHS
        .splitAsStream(text)
        .map(paragraph -> HYPHENATED.matcher(paragraph).replaceAll("").replace('\n', ' '))
        .forEach(builder::addParagraph);
  }
}
