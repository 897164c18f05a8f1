package dev.firstword.core.routing;

import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides which provider failures justify a fallback to another model or a retry of the same one.
 */
final class RetryPolicy {

  private RetryPolicy() {}

  /** Returns whether another model may succeed; false if the request itself is at fault. */
  static boolean shouldFallBack(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Rejected rejected -> rejected.status() == 404; // No such model.
      case ProviderFailure.Unreachable _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.RateLimited _,
          ProviderFailure.Overloaded _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _,
          ProviderFailure.Empty _ ->
          true;
    };
  }

  /** Returns whether the same model may succeed soon, so that retrying it can help. */
  static boolean isTransient(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Unreachable _, ProviderFailure.ServerError _, ProviderFailure.Cut _ ->
          true;
      case ProviderFailure.RateLimited _,
          ProviderFailure.Overloaded _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.Rejected _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _,
          ProviderFailure.Empty _ ->
          false;
    };
  }

  /**
   * Returns how long the provider asks to wait because it has too many calls; zero if it does not
   * say. Empty if that is not the failure, or if waiting does not lift the limit.
   */
  static Optional<Duration> requestedWait(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.RateLimited limited -> Optional.ofNullable(limited.retryAfter());
      case ProviderFailure.Overloaded overloaded ->
          Optional.of(overloaded.retryAfter() == null ? Duration.ZERO : overloaded.retryAfter());
      case ProviderFailure.Unreachable _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.Rejected _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _,
          ProviderFailure.Empty _ ->
          Optional.empty();
    };
  }
}
