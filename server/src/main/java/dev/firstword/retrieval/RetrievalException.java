package dev.firstword.retrieval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A step of retrieval failed. The message names what failed; it holds nobody's text. */
public final class RetrievalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final @Nullable Duration retryAfter;

  public RetrievalException(String message) {
    this(message, null);
  }

  public RetrievalException(String message, @Nullable Throwable cause) {
    super(message, cause);
    status = 0;
    retryAfter = null;
  }

  /**
   * A model answered with a status that is no success.
   *
   * @param retryAfter how long it wants to be left alone, if it says so
   */
  public RetrievalException(String message, int status, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status that a model answered with; 0 where it was not that. */
  public int status() {
    return status;
  }

  /** How long the model wants to be left alone, if it says so. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
