package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * Reads the visible text of HTML, with headings as sections. Leaves out what surrounds the text on
 * every page of a site: navigation, site header and footer. The parser limits nesting depth and
 * walks without recursion.
 */
final class HtmlReader implements NodeFilter {

  private static final Set<String> IGNORED_ELEMENTS =
      Set.of("script", "style", "noscript", "template", "svg", "iframe", "object", "nav");

  /** Ignored outside of articles; an article's own header and footer are part of its text. */
  private static final Set<String> PAGE_FURNITURE = Set.of("header", "footer");

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

  private final SectionBuilder builder = new SectionBuilder();
  private final StringBuilder paragraph = new StringBuilder();
  private final StringBuilder heading = new StringBuilder();
  private int headingDepth = -1;
  private int preformattedDepth = -1;
  private int tableDepth;

  private HtmlReader() {}

  /** Reads a page in its declared encoding; UTF-8 if it declares none. */
  static ExtractedDocument read(byte[] content) {
    Document page;
    try {
      page = Jsoup.parse(new ByteArrayInputStream(content), null, "");
    } catch (IOException | IllegalArgumentException e) {
      throw new RetrievalException("The page can't be read.", e);
    }
    HtmlReader reader = new HtmlReader();
    page.body().filter(reader);
    reader.endParagraph();
    return new ExtractedDocument(
        SectionBuilder.collapseWhitespace(page.title()), reader.builder.build());
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode text) {
      read(text);
    } else if (node instanceof Element element) {
      if (isIgnored(element)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      enter(element, depth);
    }
    return FilterResult.CONTINUE;
  }

  private void read(TextNode text) {
    StringBuilder target = headingDepth >= 0 ? heading : paragraph;
    if (preformattedDepth >= 0) {
      target.append(text.getWholeText());
      return;
    }
    for (int i = 0; i < text.getWholeText().length(); i++) {
      char character = text.getWholeText().charAt(i);
      if (!isSpace(character)) {
        target.append(character);
      } else if (!target.isEmpty() && !isSpace(target.charAt(target.length() - 1))) {
        target.append(' ');
      }
    }
  }

  private void enter(Element element, int depth) {
    String name = element.normalName();
    if (headingDepth < 0 && HEADINGS.contains(name)) {
      endParagraph();
      headingDepth = depth;
    } else if (headingDepth >= 0 || preformattedDepth >= 0) {
      if (name.equals("br")) {
        (headingDepth >= 0 ? heading : paragraph).append('\n');
      }
    } else if (name.equals("table")) {
      if (tableDepth == 0) {
        endParagraph();
      }
      tableDepth++;
    } else if (name.equals("pre") && tableDepth == 0) {
      endParagraph();
      preformattedDepth = depth;
    } else if (name.equals("tr") || name.equals("br")) {
      startLine();
    } else if (name.equals("td") || name.equals("th")) {
      if (element.previousElementSibling() != null) {
        dropTrailingSpace();
        paragraph.append(" | ");
      }
    } else if (element.isBlock()) {
      separateBlock();
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      if (depth == headingDepth) {
        headingDepth = -1;
        builder.addHeading(element.normalName().charAt(1) - '0', heading.toString());
        heading.setLength(0);
      } else if (depth == preformattedDepth) {
        preformattedDepth = -1;
        endParagraph();
      } else if (headingDepth < 0 && preformattedDepth < 0) {
        leave(element);
      }
    }
    return FilterResult.CONTINUE;
  }

  private void leave(Element element) {
    if (element.normalName().equals("table")) {
      tableDepth = Math.max(0, tableDepth - 1);
      if (tableDepth == 0) {
        endParagraph();
      }
    } else if (element.isBlock() && !element.normalName().equals("td")) {
      separateBlock();
    }
  }

  /** Keeps blocks in a table cell on the cell's line; other blocks are paragraphs. */
  private void separateBlock() {
    if (tableDepth == 0) {
      endParagraph();
    } else if (!paragraph.isEmpty() && !isSpace(paragraph.charAt(paragraph.length() - 1))) {
      paragraph.append(' ');
    }
  }

  private void startLine() {
    dropTrailingSpace();
    paragraph.append('\n');
  }

  private void dropTrailingSpace() {
    if (!paragraph.isEmpty() && paragraph.charAt(paragraph.length() - 1) == ' ') {
      paragraph.setLength(paragraph.length() - 1);
    }
  }

  private void endParagraph() {
    builder.addParagraph(paragraph.toString());
    paragraph.setLength(0);
  }

  private static boolean isIgnored(Element element) {
    return IGNORED_ELEMENTS.contains(element.normalName())
        || element.hasAttr("hidden")
        || (PAGE_FURNITURE.contains(element.normalName()) && !isInArticle(element));
  }

  private static boolean isInArticle(Element element) {
    Element parent = element.parent();
    while (parent != null) {
      if (parent.normalName().equals("article") || parent.normalName().equals("main")) {
        return true;
      }
      parent = parent.parent();
    }
    return false;
  }

  private static boolean isSpace(char character) {
    return Character.isWhitespace(character) || character == '\u00A0';
  }
}
