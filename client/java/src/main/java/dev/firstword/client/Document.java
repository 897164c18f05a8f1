package dev.firstword.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that answers can use.
 *
 * @param state {@code processing}, {@code ready} or {@code failed}
 * @param passages the number of its passages
 * @param embeddedBy the embedding model; null if it can be found by its words only
 * @param createdAt an ISO 8601 time
 * @param failure a sentence that says why it could not be read
 */
public record Document(
    String id,
    @Nullable String title,
    @Nullable String source,
    String mediaType,
    long bytes,
    String state,
    int passages,
    @Nullable String embeddedBy,
    @Nullable String createdAt,
    @Nullable String failure) {

  /** Whether the document is ready or has failed. */
  public boolean isProcessed() {
    return !state.equals("processing");
  }

  /**
   * A page of documents, newest first.
   *
   * @param nextBefore what to pass as {@code before} for the next page; null on the last one
   */
  public record Page(List<Document> documents, @Nullable String nextBefore) {}
}
