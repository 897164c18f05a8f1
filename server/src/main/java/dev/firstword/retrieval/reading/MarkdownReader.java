package dev.firstword.retrieval.reading;

import java.util.List;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;

/**
 * Markdown: headings make sections; code and tables stay whole. Walks without recursion, as people
 * may nest as deep as they like.
 */
final class MarkdownReader {

  /** Deeper nesting than this is no longer markup, but text. */
  private static final int DEEPEST = 100;

  private static final Set<Class<? extends Block>> CONTAINERS =
      Set.of(BlockQuote.class, ListItem.class);

  private final Parser parser =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .maxOpenBlockParsers(DEEPEST)
          .build();

  ReadDocument read(String text) {
    if (text.length() > DocumentReader.LONGEST_TEXT) {
      throw SectionWriter.tooLong();
    }
    SectionWriter writer = new SectionWriter();
    String title = "";
    Node node = parser.parse(text).getFirstChild();
    while (node != null) {
      if (node instanceof Heading heading) {
        String line = inline(heading);
        writer.heading(heading.getLevel(), line);
        title = title.isEmpty() && heading.getLevel() == 1 ? SectionWriter.oneLine(line) : title;
      } else if (!isContainer(node)) {
        writer.paragraph(leaf(node));
      }
      node = isContainer(node) ? next(node) : nextAfter(node);
    }
    return new ReadDocument(title, writer.sections());
  }

  private static boolean isContainer(Node node) {
    // A list whose items are single paragraphs is one text, so that it isn't torn into lines.
    return CONTAINERS.contains(node.getClass()) || (node instanceof ListBlock && !isPlain(node));
  }

  private static boolean isPlain(Node list) {
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      Node first = item.getFirstChild();
      if (first != null && !(first instanceof Paragraph && first.getNext() == null)) {
        return false;
      }
    }
    return true;
  }

  private static String leaf(Node node) {
    return switch (node) {
      case FencedCodeBlock code -> code.getLiteral();
      case IndentedCodeBlock code -> code.getLiteral();
      case HtmlBlock html -> Jsoup.parse(html.getLiteral()).text();
      case TableBlock table -> inline(table);
      case ListBlock list -> inline(list);
      default -> inline(node);
    };
  }

  /** The text of a node and all below it. */
  private static String inline(Node root) {
    StringBuilder text = new StringBuilder();
    Node end = nextAfter(root);
    for (Node node = root; node != null && !node.equals(end); node = next(node)) {
      switch (node) {
        case Text words -> text.append(words.getLiteral());
        case Code code -> text.append(code.getLiteral());
        case SoftLineBreak _ -> text.append(' ');
        case HardLineBreak _ -> text.append('\n');
        case TableRow _ -> text.append('\n');
        case TableCell cell when cell.getPrevious() != null -> text.append(" | ");
        case ListItem _ -> text.append("\n- ");
        default -> {
          // Only its children hold text.
        }
      }
    }
    return text.toString();
  }

  /** Its first child, or what follows it. */
  private static Node next(Node node) {
    return node.getFirstChild() != null ? node.getFirstChild() : nextAfter(node);
  }

  /** What follows the node and all below it; null at the end. */
  @SuppressWarnings("NullAway") // The parser's tree says null at its ends.
  private static Node nextAfter(Node node) {
    Node at = node;
    while (at != null && at.getNext() == null) {
      at = at.getParent();
    }
    return at == null ? null : at.getNext();
  }
}
