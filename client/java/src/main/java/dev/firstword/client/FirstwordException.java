package dev.firstword.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server refused a request, a turn failed, or the server could not be reached. The message is a
 * sentence for a person. Base your code on {@link #action()} and {@link #code()}.
 */
public final class FirstwordException extends RuntimeException {

  /** The server cannot be reached, or the connection was lost and could not be restored. */
  public static final String CONNECTION_FAILED = "connection_failed";

  /** A proxy responded in place of the server. */
  public static final String UNAVAILABLE = "unavailable";

  /** The deadline of the call has passed. A turn continues on the server. */
  public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

  /** The waiting thread was interrupted. Its interrupt flag is set. */
  public static final String THREAD_INTERRUPTED = "thread_interrupted";

  /** The response is not what the protocol says. */
  public static final String MALFORMED_RESPONSE = "malformed_response";

  /** The turn was cancelled before its answer was complete. */
  public static final String CANCELLED = "cancelled";

  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;
  private final Action action;
  private final transient @Nullable Duration retryAfter;

  FirstwordException(
      String code, int status, String message, Action action, @Nullable Duration retryAfter) {
    this(code, status, message, action, retryAfter, null);
  }

  private FirstwordException(
      String code,
      int status,
      String message,
      Action action,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.status = status;
    this.action = action;
    this.retryAfter = retryAfter;
  }

  static FirstwordException connectionFailed(String message, @Nullable Throwable cause) {
    return new FirstwordException(CONNECTION_FAILED, 0, message, Action.RETRY, null, cause);
  }

  static FirstwordException malformed(String message, @Nullable Throwable cause) {
    return new FirstwordException(MALFORMED_RESPONSE, 0, message, Action.CONTACT, null, cause);
  }

  static FirstwordException deadlineExceeded(Duration deadline) {
    return new FirstwordException(
        DEADLINE_EXCEEDED, 0, "The deadline of " + deadline + " has passed.", Action.RETRY, null);
  }

  /** Sets the interrupt flag again, for the caller to see. */
  static FirstwordException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new FirstwordException(
        THREAD_INTERRUPTED, 0, "The waiting thread was interrupted.", Action.RETRY, null, cause);
  }

  /**
   * A stable name: that of the problem, that of the {@code error} event, or one of the constants of
   * this class.
   */
  public String code() {
    return code;
  }

  /** The HTTP status, or 0 if there was no response or the turn failed in mid-stream. */
  public int status() {
    return status;
  }

  /** What to do next. */
  public Action action() {
    return action;
  }

  /** How long to wait before the next attempt, if the server says so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
