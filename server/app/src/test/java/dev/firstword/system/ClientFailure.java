package dev.firstword.system;

import org.jspecify.annotations.Nullable;

/** What a client reported as failed, as far as it tells an application. */
public final class ClientFailure extends RuntimeException {

  private final int status;
  private final @Nullable String retryAfter;

  /**
   * Creates a failure.
   *
   * @param status the HTTP status; 0 if the client has none
   * @param retryAfter the header of that name; null if the client has none
   */
  public ClientFailure(int status, @Nullable String retryAfter, Throwable cause) {
    super("status " + status, cause);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  public @Nullable String retryAfter() {
    return retryAfter;
  }
}
