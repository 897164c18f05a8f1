package dev.firstword.simulator.media;

/**
 * Counts the pages of a PDF file roughly, by the page objects that are not compressed, and its
 * tokens. Both providers read each page as text and as an image: 1,500 to 3,000 tokens.
 */
public final class PdfPages {
  private static final int MIN_TOKENS_PER_PAGE = 1_500;
  private static final int MAX_TOKENS_PER_PAGE = 3_000;
  private static final int BYTES_PER_EXTRA_TOKEN = 64;

  private PdfPages() {}

  /** Returns the number of pages; at least 1. */
  public static int count(byte[] pdf) {
    ByteReader reader = new ByteReader(pdf);
    int pages = 0;
    for (int at = 0; at < pdf.length; at++) {
      if (pdf[at] == '/' && reader.hasText(at, "/Type") && isPage(reader, at + 5)) {
        pages++;
      }
    }
    return Math.max(1, pages);
  }

  /** The name of the tree of pages, {@code /Pages}, is no page. */
  private static boolean isPage(ByteReader reader, int at) {
    int name = at;
    while (reader.unsigned(name) == ' ' || reader.unsigned(name) == '\n') {
      name++;
    }
    return reader.hasText(name, "/Page") && !Character.isLetter(reader.unsigned(name + 5));
  }

  public static int tokens(byte[] pdf) {
    int pages = count(pdf);
    long bytesPerPage = pdf.length / pages;
    return pages
        * Math.clamp(
            MIN_TOKENS_PER_PAGE + bytesPerPage / BYTES_PER_EXTRA_TOKEN,
            MIN_TOKENS_PER_PAGE,
            MAX_TOKENS_PER_PAGE);
  }
}
