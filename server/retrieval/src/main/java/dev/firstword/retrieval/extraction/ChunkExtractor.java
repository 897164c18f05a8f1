package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.MediaType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a document and splits it into chunks, on the calling thread. Stateless and thread-safe. */
final class ChunkExtractor {

  private static final Logger log = LoggerFactory.getLogger(ChunkExtractor.class);

  private final DocumentReader reader = new DocumentReader();
  private final Chunker chunker = new Chunker();

  /**
   * Extracts the text of a document.
   *
   * @throws RetrievalException if it can't be read; the message is meant for the uploader
   */
  ExtractedChunks extract(MediaType mediaType, byte[] content) {
    try {
      ExtractedDocument document = reader.read(mediaType, content);
      List<Chunk> chunks = chunker.chunks(document.sections());
      if (chunks.isEmpty()) {
        throw new RetrievalException("The document holds no text.");
      }
      return new ExtractedChunks(title(document), chunks);
    } catch (RetrievalException e) {
      throw e;
    } catch (StackOverflowError _) {
      throw new RetrievalException("The document is nested too deeply to be read.");
    } catch (RuntimeException e) {
      log.error("a document can't be read", e);
      throw new RetrievalException("The document can't be read.", e);
    }
  }

  private static String title(ExtractedDocument document) {
    List<String> headings = document.sections().getFirst().headings();
    return document.title().isBlank() && !headings.isEmpty()
        ? headings.getFirst()
        : document.title();
  }
}
