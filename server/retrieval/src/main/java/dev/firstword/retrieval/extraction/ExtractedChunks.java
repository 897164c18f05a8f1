package dev.firstword.retrieval.extraction;

import dev.firstword.retrieval.document.Chunk;
import java.util.List;

/**
 * The text of a document, split into chunks.
 *
 * @param title the document's own title, or else its first heading; empty if it has neither
 * @param chunks in document order, without vectors
 */
public record ExtractedChunks(String title, List<Chunk> chunks) {

  public ExtractedChunks {
    chunks = List.copyOf(chunks);
  }
}
