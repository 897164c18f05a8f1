package dev.firstword.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a model call failed. {@code detail} is for the log and names what was seen in our own words;
 * it never holds the provider's text, a key or a prompt.
 */
public sealed interface ProviderFailure {

  String detail();

  /** No connection could be made, or it was closed before the response began. */
  record Unreachable(String detail) implements ProviderFailure {}

  /** The key is missing, wrong or not allowed this (401, 403). */
  record Unauthorized(String detail) implements ProviderFailure {}

  /** The provider found fault with the request itself (400, 404, 413, 422). */
  record Rejected(int status, String detail) implements ProviderFailure {}

  /**
   * Too many requests (429).
   *
   * @param retryAfter how long to wait; absent for a spend cap, which no waiting mends
   */
  record RateLimited(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

  /** The provider has more work than it can do (529, 503, or an error event saying so). */
  record Overloaded(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

  /** The provider failed (5xx, or an error event in mid-stream). */
  record ServerError(int status, String detail) implements ProviderFailure {}

  /** The stream ended before it was complete. */
  record Cut(String detail) implements ProviderFailure {}

  /** What came is not what the dialect allows: broken JSON, an event past the bound. */
  record Malformed(String detail) implements ProviderFailure {}

  /** Nothing came for longer than allowed. */
  record Silent(Duration waited, String detail) implements ProviderFailure {}
}
