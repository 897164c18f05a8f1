package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/**
 * The pages of a PDF, each once, as found in its page tree. The number of pages that a PDF claims
 * to have may be anything, and the tree may list one page many times.
 */
final class PdfPages {

  /** As many as fit the maximum length of a text, if they are half full. */
  static final int MAX_PAGES = 10_000;

  private final List<PDPage> pages = new ArrayList<>();
  private final IdentityHashMap<COSDictionary, Integer> numbers = new IdentityHashMap<>();

  /** Finds the pages; refuses a PDF that has too many. */
  static PdfPages of(PDDocument document) {
    PdfPages found = new PdfPages();
    int number = 0;
    for (PDPage page : document.getPages()) {
      number++;
      if (found.numbers.putIfAbsent(page.getCOSObject(), number) == null) {
        if (found.pages.size() == MAX_PAGES) {
          throw new RetrievalException("The PDF has more than 10,000 pages.");
        }
        found.pages.add(page);
      }
    }
    return found;
  }

  boolean isEmpty() {
    return pages.isEmpty();
  }

  /** The number of a page, from 1; 0 if it is not in the page tree. */
  int numberOf(PDPage page) {
    return numbers.getOrDefault(page.getCOSObject(), 0);
  }

  /** Passes each page, with its number, in order. */
  void forEach(BiConsumer<Integer, PDPage> action) {
    pages.forEach(page -> action.accept(numberOf(page), page));
  }
}
