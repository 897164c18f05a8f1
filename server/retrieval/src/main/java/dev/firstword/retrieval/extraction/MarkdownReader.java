package dev.firstword.retrieval.extraction;

import java.util.List;
import java.util.Set;
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
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * Reads Markdown: headings start sections; code and tables stay whole. Walks without recursion,
 * because input may be nested arbitrarily deep.
 */
final class MarkdownReader {

  /** Deeper nesting is treated as text, not markup. */
  private static final int MAX_NESTING = 100;

  private static final Set<Class<? extends Block>> CONTAINERS =
      Set.of(BlockQuote.class, ListItem.class);

  private final Parser parser =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .maxOpenBlockParsers(MAX_NESTING)
          .build();

  ExtractedDocument read(String text) {
    if (text.length() > DocumentReader.MAX_TEXT_LENGTH) {
      throw SectionBuilder.tooLong();
    }
    SectionBuilder builder = new SectionBuilder();
    String title = "";
    HiddenMarkup markup = new HiddenMarkup();
    Node node = parser.parse(text).getFirstChild();
    while (node != null) {
      if (node instanceof Heading heading) {
        String line = inlineText(heading, markup);
        builder.addHeading(heading.getLevel(), line);
        title =
            title.isEmpty() && heading.getLevel() == 1
                ? SectionBuilder.collapseWhitespace(line)
                : title;
      } else if (!isContainer(node)) {
        builder.addParagraph(blockText(node, markup));
      }
      node = isContainer(node) ? nextNode(node) : nextAfterSubtree(node);
    }
    return new ExtractedDocument(title, builder.build());
  }

  private static boolean isContainer(Node node) {
    // A list of single paragraphs is one text, so that it isn't split into lines.
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

  private static String blockText(Node node, HiddenMarkup markup) {
    return switch (node) {
      case FencedCodeBlock code -> markup.isHidden() ? "" : code.getLiteral();
      case IndentedCodeBlock code -> markup.isHidden() ? "" : code.getLiteral();
      case HtmlBlock html -> htmlText(html.getLiteral(), markup);
      default -> inlineText(node, markup);
    };
  }

  /** The text of a block of HTML. Blocks after it are in the elements that it leaves open. */
  private static String htmlText(String html, HiddenMarkup markup) {
    String text = markup.isHidden() ? "" : HtmlReader.text(html);
    markup.read(html);
    return text;
  }

  /** The text of a node and its descendants. */
  private static String inlineText(Node root, HiddenMarkup outer) {
    if (outer.isHidden()) {
      return "";
    }
    HiddenMarkup markup = new HiddenMarkup();
    StringBuilder text = new StringBuilder();
    Node end = nextAfterSubtree(root);
    for (Node node = root; node != null && !node.equals(end); node = nextNode(node)) {
      switch (node) {
        case HtmlInline tag -> markup.read(tag.getLiteral());
        case Text words -> text.append(markup.isHidden() ? "" : words.getLiteral());
        case Code code -> text.append(markup.isHidden() ? "" : code.getLiteral());
        case SoftLineBreak _ -> text.append(' ');
        case HardLineBreak _ -> text.append('\n');
        case TableRow _ -> text.append('\n');
        case TableCell cell when cell.getPrevious() != null -> text.append(" | ");
        case ListItem _ -> text.append("\n- ");
        default -> {
          // Only its children contain text.
        }
      }
    }
    return text.toString();
  }

  /** The next node in document order; null at the end. */
  private static Node nextNode(Node node) {
    return node.getFirstChild() != null ? node.getFirstChild() : nextAfterSubtree(node);
  }

  /** The next node after the node's subtree; null at the end. */
  @SuppressWarnings("NullAway") // The parser's tree uses null for missing nodes.
  private static Node nextAfterSubtree(Node node) {
    Node at = node;
    while (at != null && at.getNext() == null) {
      at = at.getParent();
    }
    return at == null ? null : at.getNext();
  }
}
