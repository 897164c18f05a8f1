package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;

/** Extracts the text of documents. Thread-safe. */
public interface Extractor {

  /** Whether reading such a document takes so little that any number may be read at once. */
  boolean isCheap(MediaType mediaType, long bytes);

  /**
   * Extracts the text of a document. Blocks.
   *
   * @throws RetrievalException if the document can't be read; the message is meant for the uploader
   * @throws ReaderCrashedException if reading the document ended its reader
   * @throws ReaderUnavailableException if no reader can be started, whatever the document
   * @throws InterruptedException if the caller was interrupted; reading has ended
   */
  ExtractedChunks extract(MediaType mediaType, byte[] content) throws InterruptedException;

  /** Reading a document ended the reader: it ran out of memory, crashed, or was killed. */
  final class ReaderCrashedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReaderCrashedException(String message) {
      super(message);
    }
  }

  /** No reader can be started at the moment. */
  final class ReaderUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReaderUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
