package dev.firstword.retrieval.reading;

import dev.firstword.retrieval.MediaType;
import dev.firstword.retrieval.RetrievalException;

/** Reads the text out of a document, in sections. Stateless, for any thread. */
public final class DocumentReader {

  /** Some thousand pages. What is longer is rarely one document, and would fill the memory. */
  static final int LONGEST_TEXT = 10_000_000;

  private final MarkdownReader markdown = new MarkdownReader();

  /**
   * Reads a whole document.
   *
   * @throws RetrievalException when nothing can be read from it, or it is too long; the message is
   *     a sentence for the person who handed it in
   */
  public ReadDocument read(MediaType mediaType, byte[] content) {
    ReadDocument document =
        switch (mediaType) {
          case TEXT -> PlainTextReader.read(Encoding.text(content));
          case MARKDOWN -> markdown.read(Encoding.text(content));
          case HTML -> HtmlReader.read(content);
          case PDF -> PdfReader.read(content);
        };
    if (document.sections().isEmpty()) {
      throw new RetrievalException("The document holds no text.");
    }
    return document;
  }
}
