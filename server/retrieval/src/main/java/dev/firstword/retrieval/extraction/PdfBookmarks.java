package dev.firstword.retrieval.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;

/** A PDF's bookmarks, grouped by target page. Positions within a page are ignored. */
final class PdfBookmarks {

  private static final int MAX_LEVEL = 6;

  /** More than any table of contents has; a broken bookmark list may be endless. */
  private static final int MAX_BOOKMARKS = 10_000;

  private record Bookmark(int level, String title) {}

  private final SortedMap<Integer, List<Bookmark>> byPage = new TreeMap<>();
  private int seen;

  private final PDDocument document;
  private final PdfPages pages;

  private PdfBookmarks(PDDocument document, PdfPages pages) {
    this.document = document;
    this.pages = pages;
  }

  static PdfBookmarks of(PDDocument document, PdfPages pages) throws IOException {
    PdfBookmarks bookmarks = new PdfBookmarks(document, pages);
    PDDocumentOutline outline = document.getDocumentCatalog().getDocumentOutline();
    if (outline != null) {
      bookmarks.add(outline, 1);
    }
    return bookmarks;
  }

  private void add(PDOutlineNode parent, int level) throws IOException {
    for (PDOutlineItem item : parent.children()) {
      if (++seen > MAX_BOOKMARKS) {
        return;
      }
      PDPage page = item.findDestinationPage(document);
      String title = item.getTitle();
      int number = page == null ? 0 : pages.numberOf(page);
      if (number > 0 && title != null && !title.isBlank()) {
        byPage.computeIfAbsent(number, _ -> new ArrayList<>()).add(new Bookmark(level, title));
      }
      if (level < MAX_LEVEL) {
        add(item, level + 1);
      }
    }
  }

  boolean isEmpty() {
    return byPage.isEmpty();
  }

  /** Adds the headings that start on the page; without bookmarks, the page number. */
  void addHeadings(int page, SectionBuilder builder) {
    if (isEmpty()) {
      builder.addHeading(1, "Page " + page);
    } else {
      byPage
          .getOrDefault(page, List.of())
          .forEach(bookmark -> builder.addHeading(bookmark.level(), bookmark.title()));
    }
  }
}
