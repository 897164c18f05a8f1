package dev.firstword.retrieval.extraction;

import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * Follows the HTML tags between the words of Markdown, which may hide what stands between them. A
 * hidden element ends with its end tag, or with the text.
 */
final class HiddenMarkup {

  /** Longer tags hide nothing: browsers have no such limit, but pages have no such tags. */
  private static final int MAX_TAG_LENGTH = 4 * 1024;

  /** The name of the hidden element; empty if there is none. */
  private String hidden = "";

  /** How many elements of that name are open. */
  private int depth;

  boolean isHidden() {
    return depth > 0;
  }

  /** Reads HTML: a single tag, or a block that may leave an element open. */
  void read(String html) {
    int at = html.indexOf('<');
    while (at >= 0) {
      boolean isComment = html.startsWith("<!--", at);
      int end = isComment ? html.indexOf("-->", at) : endOfTag(html, at);
      if (end < 0) {
        return;
      }
      if (!isComment) {
        readTag(html.substring(at, end + 1));
      }
      at = html.indexOf('<', end);
    }
  }

  private void readTag(String tag) {
    boolean isEnd = tag.startsWith("</");
    String name = name(tag, isEnd ? 2 : 1);
    if (name.isEmpty() || (isHidden() && !name.equals(hidden))) {
      return;
    }
    if (isEnd) {
      depth = Math.max(0, depth - 1);
    } else if (isHidden() || hides(tag)) {
      hidden = name;
      depth++;
    }
  }

  private static String name(String tag, int from) {
    int end = from;
    while (end < tag.length() && Character.isLetterOrDigit(tag.charAt(end))) {
      end++;
    }
    return tag.substring(from, end).toLowerCase(Locale.ROOT);
  }

  private static boolean hides(String tag) {
    if (tag.length() > MAX_TAG_LENGTH) {
      return false;
    }
    Element element = Jsoup.parseBodyFragment(tag).body().firstElementChild();
    return element != null && !element.tag().isEmpty() && HtmlReader.hides(element);
  }

  /** Returns the offset of the closing bracket, which does not stand in quotes; -1 without one. */
  private static int endOfTag(String html, int from) {
    char quote = 0;
    for (int at = from; at < html.length(); at++) {
      char each = html.charAt(at);
      if (quote != 0) {
        quote = each == quote ? 0 : quote;
      } else if (each == '>') {
        return at;
      } else if (each == '"' || each == '\'') {
        quote = each;
      }
    }
    return -1;
  }
}
