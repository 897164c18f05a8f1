package dev.firstword.retrieval;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A document as it is listed.
 *
 * @param source where it is from, such as an address; empty when nobody said
 * @param bytes how long its content is, as it was handed in
 * @param passages how many pieces it was split into; 0 while that is not known
 * @param embeddedBy the model whose vectors it is found by; absent while it is found by words alone
 * @param failure why it can't be searched, in a sentence; absent unless it failed
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

  /** How far it is. */
  public enum State {
    /** It is kept, and being made ready. */
    PROCESSING,
    /** It is found. */
    READY,
    /** Nothing can be read from it. */
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
