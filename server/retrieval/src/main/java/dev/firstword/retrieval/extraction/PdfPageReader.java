package dev.firstword.retrieval.extraction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of single pages. PDFBox finds a page by walking through all before it. It joins
 * the last word of a column with the first of the next one if that begins further back on the same
 * line. It also tears words apart that are turned, such as those of a wide table on an upright
 * page.
 */
final class PdfPageReader extends PDFTextStripper {

  /** The part of a character's width that PDFBox takes for a space, by default. */
  private static final float GAP = 0.3f;

  private final PDDocument file;
  private @Nullable PDPage page;

  PdfPageReader(PDDocument file) {
    this.file = file;
    setLineSeparator("\n");
    setParagraphEnd("\n\n");
    setStartPage(0); // Pages are not counted here.
  }

  /** The text of a page, of at most the given length. */
  String read(PDPage read, int maxLength) {
    page = read;
    BoundedWriter text = new BoundedWriter(maxLength);
    try {
      writeText(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  protected void processPages(PDPageTree pages) throws IOException {
    if (page != null && page.hasContents()) {
      processPage(page);
    }
  }

  @Override
  protected void processTextPosition(TextPosition position) {
    TextPosition text = turnUpright(position);
    super.processTextPosition(text);
    for (List<TextPosition> article : getCharactersByArticle()) {
      int last = article.size() - 1;
      if (last > 0
          && isSame(article.get(last), text)
          && stepsBack(article.get(last - 1), article.get(last))) {
        article.add(last, spaceBefore(text));
      }
    }
  }

  /** A character whose coordinates follow its own direction, and not that of the page. */
  private static TextPosition turnUpright(TextPosition text) {
    int direction = (int) text.getDir();
    return direction == text.getRotation() || direction < 0
        ? text
        : copy(text, direction, text.getUnicode());
  }

  @SuppressWarnings("ReferenceEquality") // Whether this very character was added.
  private static boolean isSame(TextPosition one, TextPosition other) {
    return one == other;
  }

  /**
   * Whether a character on the same line begins before its predecessor. Text from right to left may
   * be given in this order, so there has to be a gap between the two.
   */
  private static boolean stepsBack(TextPosition before, TextPosition text) {
    if (before.getDir() != text.getDir()
        || Math.abs(before.getYDirAdj() - text.getYDirAdj()) > before.getHeightDir()
        || before.getUnicode().isBlank()
        || text.getUnicode().isBlank()
        || text.isDiacritic()) {
      return false;
    }
    float width = Math.max(before.getWidthDirAdj(), text.getWidthDirAdj());
    float start =
        isRightToLeft(before) || isRightToLeft(text)
            ? text.getXDirAdj() + text.getWidthDirAdj()
            : text.getXDirAdj();
    return start < before.getXDirAdj() - GAP * width;
  }

  private static boolean isRightToLeft(TextPosition text) {
    return text.getUnicode()
        .codePoints()
        .map(Character::getDirectionality)
        .anyMatch(direction ->
            direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
  }

  /** A space where the character is, so that it belongs to its line. */
  private static TextPosition spaceBefore(TextPosition text) {
    return copy(text, text.getRotation(), " ");
  }

  private static TextPosition copy(TextPosition text, int rotation, String unicode) {
    return new TextPosition(
        rotation,
        text.getPageWidth(),
        text.getPageHeight(),
        text.getTextMatrix(),
        text.getEndX(),
        text.getEndY(),
        text.getHeight(),
        text.getIndividualWidths()[0],
        text.getWidthOfSpace(),
        unicode,
        text.getCharacterCodes(),
        text.getFont(),
        text.getFontSize(),
        (int) text.getFontSizeInPt());
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
