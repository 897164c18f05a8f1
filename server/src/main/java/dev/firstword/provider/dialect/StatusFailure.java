package dev.firstword.provider.dialect;

import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Overloaded;
import dev.firstword.provider.ProviderFailure.RateLimited;
import dev.firstword.provider.ProviderFailure.Rejected;
import dev.firstword.provider.ProviderFailure.ServerError;
import dev.firstword.provider.ProviderFailure.Unauthorized;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an HTTP status means for a model call. */
public final class StatusFailure {

  private StatusFailure() {}

  /**
   * The failure that a status stands for.
   *
   * @param status other than 200
   * @param detail in our own words
   */
  public static ProviderFailure of(int status, @Nullable Duration retryAfter, String detail) {
    return switch (status) {
      // 402 is an account that may not spend: like a bad key, a matter for whoever owns the
      // account.
      case 401, 402, 403 -> new Unauthorized(detail);
      case 429 -> new RateLimited(retryAfter, detail);
      case 503, 529 -> new Overloaded(retryAfter, detail);
      // Time-outs and conflicts are the provider's affair: the same request may pass later.
      case 408, 409 -> new ServerError(status, detail);
      default ->
          status >= 300 && status < 500
              ? new Rejected(status, detail)
              : new ServerError(status, detail);
    };
  }
}
