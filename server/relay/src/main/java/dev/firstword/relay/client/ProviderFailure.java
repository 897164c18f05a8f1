package dev.firstword.relay.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a model call failed. {@code detail} is for the log and describes in our own words what was
 * observed; it never contains the provider's text, a key or a prompt.
 */
public sealed interface ProviderFailure {

  String detail();

  /** No connection could be established, or it was closed before the response started. */
  record Unreachable(String detail) implements ProviderFailure {}

  /** The key is missing, invalid or lacks permission (401, 403). */
  record Unauthorized(String detail) implements ProviderFailure {}

  /** The provider rejected the request itself (400, 404, 413, 422). */
  record Rejected(int status, String detail) implements ProviderFailure {}

  /**
   * Too many requests (429).
   *
   * @param retryAfter how long to wait; absent for a spending cap, which waiting does not lift
   */
  record RateLimited(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

  /** The provider is overloaded (529, 503, or an error event that says so). */
  record Overloaded(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

  /** The provider failed (5xx, or an error event mid-stream). */
  record ServerError(int status, String detail) implements ProviderFailure {}

  /** The stream ended before it was complete. */
  record Cut(String detail) implements ProviderFailure {}

  /** The response violates the dialect: invalid JSON, or an event over the size limit. */
  record Malformed(String detail) implements ProviderFailure {}

  /** Nothing arrived within the timeout. */
  record Silent(Duration waited, String detail) implements ProviderFailure {}

  /**
   * The model ended its answer without any text.
   *
   * @param declined whether it refused to answer
   */
  record Empty(boolean declined) implements ProviderFailure {

    @Override
    public String detail() {
      return declined ? "stopped with a refusal" : "stopped without any text";
    }
  }
}
