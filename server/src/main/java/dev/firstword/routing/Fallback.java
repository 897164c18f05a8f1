package dev.firstword.routing;

import dev.firstword.provider.ProviderFailure;
import java.time.Duration;
import java.util.Optional;

/** What another model, or the same a little later, can do about a failure. */
final class Fallback {

  private Fallback() {}

  /** Whether another model may succeed: not where it is the request that is at fault. */
  static boolean helpsAgainst(ProviderFailure failure) {
    return switch (failure) {
      case ProviderFailure.Rejected rejected -> rejected.status() == 404; // That model is gone.
      case ProviderFailure.Unreachable _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.RateLimited _,
          ProviderFailure.Overloaded _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _ ->
          true;
    };
  }

  /**
   * After how long the same model may be asked again, at once being zero. Empty for what does not
   * pass, and for silence, after which everybody else comes first.
   */
  static Optional<Duration> backIn(ProviderFailure failure, Duration atMost) {
    Optional<Duration> rest =
        switch (failure) {
          case ProviderFailure.RateLimited limited -> Optional.ofNullable(limited.retryAfter());
          case ProviderFailure.Overloaded overloaded ->
              Optional.of(
                  overloaded.retryAfter() == null ? Duration.ZERO : overloaded.retryAfter());
          case ProviderFailure.Unreachable _,
              ProviderFailure.ServerError _,
              ProviderFailure.Cut _ ->
              Optional.of(Duration.ZERO);
          case ProviderFailure.Unauthorized _,
              ProviderFailure.Rejected _,
              ProviderFailure.Malformed _,
              ProviderFailure.Silent _ ->
              Optional.empty();
        };
    return rest.filter(time -> time.compareTo(atMost) <= 0);
  }
}
