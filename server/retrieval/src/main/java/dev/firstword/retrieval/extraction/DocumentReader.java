package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;

/** Extracts the text of a document, in sections. Stateless and thread-safe. */
public final class DocumentReader {

  /** A few thousand pages. A longer text is rarely one document, and would exhaust memory. */
  static final int MAX_TEXT_LENGTH = 10_000_000;

  private final MarkdownReader markdown = new MarkdownReader();

  /**
   * Reads a whole document.
   *
   * @throws RetrievalException if it contains no readable text, or is too long; the message is
   *     meant for the uploader
   */
  public ExtractedDocument read(MediaType mediaType, byte[] content) {
    ExtractedDocument document =
        switch (mediaType) {
          case TEXT -> PlainTextReader.read(TextDecoder.decode(content));
          case MARKDOWN -> markdown.read(TextDecoder.decode(content));
          case HTML -> HtmlReader.read(TextDecoder.decodeHtml(content));
          case PDF -> PdfReader.read(content);
        };
    if (document.sections().isEmpty()) {
      throw new RetrievalException("The document holds no text.");
    }
    return document;
  }
}
