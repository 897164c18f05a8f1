package dev.firstword.retrieval;

import org.jspecify.annotations.Nullable;

/** A step of retrieval failed. The message names what failed; it holds nobody's text. */
public final class RetrievalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public RetrievalException(String message) {
    this(message, null);
  }

  public RetrievalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
