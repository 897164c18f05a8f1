package dev.firstword.retrieval.reading;

import dev.firstword.retrieval.RetrievalException;
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
 * HTML: what a person reads in it, with its headings as sections. What surrounds the text on every
 * page of a site (navigation, the site's header and footer) is left out. The parser bounds how deep
 * elements nest, and walks without recursion.
 */
final class HtmlReader implements NodeFilter {

  private static final Set<String> NEVER_READ =
      Set.of("script", "style", "noscript", "template", "svg", "iframe", "object", "nav");

  /** An article's own header and footer belong to it. */
  private static final Set<String> AROUND_PAGES = Set.of("header", "footer");

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

  private final SectionWriter writer = new SectionWriter();
  private final StringBuilder paragraph = new StringBuilder();
  private final StringBuilder heading = new StringBuilder();
  private int headingDepth = -1;
  private int verbatimDepth = -1;
  private int tables;

  private HtmlReader() {}

  /** Reads a page in the encoding that it declares; UTF-8 when it says nothing. */
  static ReadDocument read(byte[] content) {
    Document page;
    try {
      page = Jsoup.parse(new ByteArrayInputStream(content), null, "");
    } catch (IOException | IllegalArgumentException e) {
      throw new RetrievalException("The page can't be read.", e);
    }
    HtmlReader reader = new HtmlReader();
    page.body().filter(reader);
    reader.endParagraph();
    return new ReadDocument(SectionWriter.oneLine(page.title()), reader.writer.sections());
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode text) {
      read(text);
    } else if (node instanceof Element element) {
      if (isLeftOut(element)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      begin(element, depth);
    }
    return FilterResult.CONTINUE;
  }

  private void read(TextNode text) {
    StringBuilder target = headingDepth >= 0 ? heading : paragraph;
    if (verbatimDepth >= 0) {
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

  private void begin(Element element, int depth) {
    String name = element.normalName();
    if (headingDepth < 0 && HEADINGS.contains(name)) {
      endParagraph();
      headingDepth = depth;
    } else if (headingDepth >= 0 || verbatimDepth >= 0) {
      if (name.equals("br")) {
        (headingDepth >= 0 ? heading : paragraph).append('\n');
      }
    } else if (name.equals("table")) {
      if (tables == 0) {
        endParagraph();
      }
      tables++;
    } else if (name.equals("pre") && tables == 0) {
      endParagraph();
      verbatimDepth = depth;
    } else if (name.equals("tr") || name.equals("br")) {
      startLine();
    } else if (name.equals("td") || name.equals("th")) {
      if (element.previousElementSibling() != null) {
        dropSpace();
        paragraph.append(" | ");
      }
    } else if (element.isBlock()) {
      separate();
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      if (depth == headingDepth) {
        headingDepth = -1;
        writer.heading(element.normalName().charAt(1) - '0', heading.toString());
        heading.setLength(0);
      } else if (depth == verbatimDepth) {
        verbatimDepth = -1;
        endParagraph();
      } else if (headingDepth < 0 && verbatimDepth < 0) {
        end(element);
      }
    }
    return FilterResult.CONTINUE;
  }

  private void end(Element element) {
    if (element.normalName().equals("table")) {
      tables = Math.max(0, tables - 1);
      if (tables == 0) {
        endParagraph();
      }
    } else if (element.isBlock() && !element.normalName().equals("td")) {
      separate();
    }
  }

  /** Blocks in a table's cell stay in the cell's line; others are paragraphs. */
  private void separate() {
    if (tables == 0) {
      endParagraph();
    } else if (!paragraph.isEmpty() && !isSpace(paragraph.charAt(paragraph.length() - 1))) {
      paragraph.append(' ');
    }
  }

  private void startLine() {
    dropSpace();
    paragraph.append('\n');
  }

  private void dropSpace() {
    if (!paragraph.isEmpty() && paragraph.charAt(paragraph.length() - 1) == ' ') {
      paragraph.setLength(paragraph.length() - 1);
    }
  }

  private void endParagraph() {
    writer.paragraph(paragraph.toString());
    paragraph.setLength(0);
  }

  private static boolean isLeftOut(Element element) {
    return NEVER_READ.contains(element.normalName())
        || element.hasAttr("hidden")
        || (AROUND_PAGES.contains(element.normalName()) && !isInArticle(element));
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
