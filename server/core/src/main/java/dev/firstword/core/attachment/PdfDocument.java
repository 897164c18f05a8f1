package dev.firstword.core.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Scans a PDF file for what providers refuse. Nothing is parsed: a damaged or hostile file can
 * occupy a parser for ever, and the provider reads the file itself. A file that hides its pages
 * from the scan is refused by the provider.
 */
final class PdfDocument {

  static final int MAX_PAGES = 100;

  /** Anthropic states 1,500 to 3,000 for the text of a page. */
  private static final int TOKENS_PER_PAGE = 2_000;

  /** The end marker is in the last bytes, but some programs append a few. */
  private static final int MAX_TAIL_BYTES = 2_048;

  /** The most that is decompressed to find pages: their entries are short. */
  private static final int MAX_INFLATED_BYTES = 8 * 1024 * 1024;

  /** Files of a hundred pages have far fewer page trees and object streams. */
  private static final int MAX_OBJECTS = 1_000;

  private static final Pattern ENCRYPTED = Pattern.compile("/Encrypt[\\s<\\[\\d]");
  private static final Pattern PAGE = Pattern.compile("/Type\\s{0,8}/Page(?![A-Za-z])");
  private static final Pattern PAGES = Pattern.compile("/Type\\s{0,8}/Pages(?![A-Za-z])");
  private static final Pattern COUNT = Pattern.compile("/Count\\s{1,8}(\\d{1,9})");
  private static final Pattern OBJECT_STREAM =
      Pattern.compile("/Type\\s{0,8}/ObjStm[^>]{0,400}>>\\s{0,8}stream\r?\n");

  private static final Pattern KIDS = Pattern.compile("/Kids\\s{0,8}\\[([^\\]]*)");
  private static final Pattern REFERENCE = Pattern.compile("\\d\\s{1,8}\\d{1,9}\\s{1,8}R");

  /** How far the type is from the start of the object of a page tree. */
  private static final int MAX_COUNT_DISTANCE = 2_048;

  /** The most that is read of all page trees: one of a hundred pages has about a kilobyte. */
  private static final int MAX_TREE_CHARACTERS = 16 * 1024 * 1024;

  private final ByteReader reader;
  private int pages;
  private int countedPages;
  private int inflateBudget = MAX_INFLATED_BYTES;
  private int treeBudget = MAX_TREE_CHARACTERS;

  private PdfDocument(ByteReader reader) {
    this.reader = reader;
  }

  /** Returns the estimated tokens. */
  static int estimateTokens(ByteReader reader) throws InvalidAttachmentException {
    return new PdfDocument(reader).estimateTokens();
  }

  private int estimateTokens() throws InvalidAttachmentException {
    String text = new String(reader.bytes(), ISO_8859_1);
    int end = text.lastIndexOf("%%EOF");
    if (end < 0 || end < text.length() - MAX_TAIL_BYTES) {
      throw new InvalidAttachmentException("is cut off or damaged");
    }
    if (ENCRYPTED.matcher(text).find()) {
      throw new InvalidAttachmentException("is encrypted; remove its password");
    }
    scan(text);
    scanObjectStreams(text);
    int count = Math.max(1, Math.max(pages, countedPages));
    if (count > MAX_PAGES) {
      throw new InvalidAttachmentException(
          "has " + count + " pages; at most " + MAX_PAGES + " are accepted");
    }
    return count * TOKENS_PER_PAGE;
  }

  private void scan(String text) {
    pages += Math.toIntExact(PAGE.matcher(text).results().count());
    Matcher tree = PAGES.matcher(text);
    for (int trees = 0; trees < MAX_OBJECTS && treeBudget > 0 && tree.find(); trees++) {
      String object = objectAround(text, tree.start(), tree.end());
      treeBudget -= object.length();
      Matcher count = COUNT.matcher(object);
      if (count.find()) {
        countedPages = Math.max(countedPages, Integer.parseInt(count.group(1)));
      }
      Matcher kids = KIDS.matcher(object);
      if (kids.find()) { // Each is a page or more, whatever the tree says of their number.
        int references = Math.toIntExact(REFERENCE.matcher(kids.group(1)).results().count());
        countedPages = Math.max(countedPages, references);
      }
    }
  }

  /** Returns the entries of an object around its type, as far as the budget allows. */
  private String objectAround(String text, int start, int end) {
    String before = text.substring(Math.max(0, start - MAX_COUNT_DISTANCE), start);
    String after = text.substring(end, Math.min(text.length(), end + treeBudget));
    int close = after.indexOf(">>");
    return before.substring(before.lastIndexOf("<<") + 1)
        + ' '
        + (close < 0 ? after : after.substring(0, close));
  }

  /** Newer files have compressed the objects of their pages. */
  private void scanObjectStreams(String text) {
    Matcher stream = OBJECT_STREAM.matcher(text);
    for (int streams = 0; streams < MAX_OBJECTS && inflateBudget > 0 && stream.find(); streams++) {
      scan(new String(inflate(stream.end()), ISO_8859_1));
    }
  }

  /** Returns the start of a stream that is damaged later: it may state pages too. */
  private byte[] inflate(int start) {
    ByteArrayOutputStream inflated = new ByteArrayOutputStream();
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(reader.bytes(), start, reader.length() - start);
      byte[] buffer = new byte[16 * 1024];
      while (!inflater.finished() && inflateBudget > 0) {
        int count = inflater.inflate(buffer);
        if (count == 0) {
          break;
        }
        inflateBudget -= count;
        inflated.write(buffer, 0, count);
      }
    } catch (DataFormatException _) {
      // Compressed in another way, or damaged; the provider counts for itself.
    }
    return inflated.toByteArray();
  }
}
