package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jsoup.select.NodeFilter;

/**
 * Reads the visible text of HTML, with headings as sections. Leaves out what surrounds the text on
 * every page of a site: navigation, site header and footer. Scripts are not run, so what they show
 * or hide is not known: {@code noscript} is left out, and style sheets are not read. The number of
 * elements and their depth are limited, and walking takes no recursion.
 */
final class HtmlReader implements NodeFilter {

  private static final Set<String> IGNORED_ELEMENTS =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "svg",
          "iframe",
          "object",
          "nav",
          "noframes",
          "noembed",
          "datalist",
          "audio",
          "video",
          "canvas");

  /** Ten times the longest pages of the web; each element takes some 200 bytes. */
  static final int MAX_ELEMENTS = 500_000;

  /** Deeper elements become siblings, as in browsers. */
  private static final int MAX_DEPTH = 512;

  /** Ignored outside of articles; an article's own header and footer are part of its text. */
  private static final Set<String> PAGE_FURNITURE = Set.of("header", "footer");

  /** Shown on lines of their own, although the parser does not count them as blocks. */
  private static final Set<String> OTHER_BLOCKS = Set.of("summary", "option", "optgroup", "legend");

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

  private final SectionBuilder builder = new SectionBuilder();
  private final StringBuilder paragraph = new StringBuilder();
  private final StringBuilder heading = new StringBuilder();
  private int headingDepth = -1;
  private int preformattedDepth = -1;
  private int tableDepth;

  /** The elements around the current node whose style changes what can be seen, innermost first. */
  private final Deque<Visibility> visibility = new ArrayDeque<>();

  /** Whether text at this depth and below can be seen. */
  private record Visibility(int depth, boolean visible, boolean sized, boolean colored) {
    static final Visibility SHOWN = new Visibility(-1, true, true, true);

    Visibility within(int innerDepth, InlineStyle style) {
      return new Visibility(
          innerDepth,
          Objects.requireNonNullElse(style.visible(), visible),
          Objects.requireNonNullElse(style.sized(), sized),
          Objects.requireNonNullElse(style.colored(), colored));
    }

    boolean isShown() {
      return visible && sized && colored;
    }
  }

  private HtmlReader() {
    visibility.push(Visibility.SHOWN);
  }

  static ExtractedDocument read(String html) {
    Document page = parse(html);
    return new ExtractedDocument(SectionBuilder.collapseWhitespace(page.title()), sections(page));
  }

  /** The visible text of HTML within another document. */
  static String text(String html) {
    StringBuilder text = new StringBuilder();
    for (Section section : sections(parse(html))) {
      section.headings().forEach(heading -> text.append(heading).append("\n\n"));
      text.append(section.text()).append("\n\n");
    }
    return text.toString();
  }

  private static List<Section> sections(Document page) {
    HtmlReader reader = new HtmlReader();
    page.body().filter(reader);
    reader.endParagraph();
    return reader.builder.build();
  }

  /** Parses step by step, so that parsing ends once there are too many elements. */
  private static Document parse(String html) {
    try (StreamParser parser = new StreamParser(Parser.htmlParser().setMaxDepth(MAX_DEPTH))) {
      parser.parse(html, "");
      Iterator<Element> elements = parser.iterator();
      for (int count = 0; elements.hasNext(); count++) {
        if (count == MAX_ELEMENTS) {
          throw new RetrievalException("The page has more than 500,000 elements.");
        }
        elements.next();
      }
      return parser.document();
    }
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode text) {
      read(text);
    } else if (node instanceof Element element) {
      InlineStyle style = InlineStyle.parse(element.attr("style"));
      if (style.removed() || isIgnored(element)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      if (style.changesVisibility()) {
        visibility.push(visibility.element().within(depth, style));
      }
      enter(element, depth);
    }
    return FilterResult.CONTINUE;
  }

  private void read(TextNode text) {
    if (!visibility.element().isShown()) {
      return;
    }
    StringBuilder target = headingDepth >= 0 ? heading : paragraph;
    if (preformattedDepth >= 0) {
      target.append(text.getWholeText());
      return;
    }
    String whole = text.getWholeText();
    for (int i = 0; i < whole.length(); i++) {
      char character = whole.charAt(i);
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
    } else if (isBlock(element)) {
      separateBlock();
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      if (depth == visibility.element().depth()) {
        visibility.pop();
      }
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
    } else if (isBlock(element) && !element.normalName().equals("td")) {
      separateBlock();
    }
  }

  private static boolean isBlock(Element element) {
    return element.isBlock() || OTHER_BLOCKS.contains(element.normalName());
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

  /** Whether an element shows nothing of what is in it. */
  static boolean hides(Element element) {
    InlineStyle style = InlineStyle.parse(element.attr("style"));
    return style.removed() || isIgnored(element) || !Visibility.SHOWN.within(0, style).isShown();
  }

  private static boolean isIgnored(Element element) {
    return IGNORED_ELEMENTS.contains(element.normalName())
        || element.hasAttr("hidden")
        || element.hasAttr("popover")
        || (element.normalName().equals("dialog") && !element.hasAttr("open"))
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
