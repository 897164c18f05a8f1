package dev.firstword.core.retrieval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A step of retrieval failed. The message names the step and contains no user text. */
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
   * A model responded with an error status.
   *
   * @param retryAfter how long to wait before the next call, if the model says so
   */
  public RetrievalException(String message, int status, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The HTTP error status of the model's response; 0 for other failures. */
  public int status() {
    return status;
  }

  /** How long to wait before the next call, if the model says so. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
