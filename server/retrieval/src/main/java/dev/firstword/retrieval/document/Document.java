package dev.firstword.retrieval.document;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a document.
 *
 * @param source where it is from, such as a URL; empty if not given
 * @param bytes the size of its content, as uploaded
 * @param passages how many chunks it was split into; 0 until known
 * @param embeddedBy the model that embedded it; absent while it is searchable by words only
 * @param failure a sentence that says why it can't be searched; absent unless it failed
 * @param createdAtMs epoch milliseconds
 */
public record Document(
    String id,
    String title,
    String source,
    MediaType mediaType,
    long bytes,
    State state,
    int passages,
    @Nullable String embeddedBy,
    @Nullable String failure,
    long createdAtMs) {

  /** The processing state of a document. */
  public enum State {
    /** Stored and waiting to be ingested. */
    PROCESSING,
    /** Searchable. */
    READY,
    /** No text could be read from it. */
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
