package dev.firstword.adapters.dialect;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.Rejected;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.client.ProviderFailure.Unauthorized;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps HTTP statuses to provider failures. */
public final class HttpStatusFailure {

  private HttpStatusFailure() {}

  /**
   * Returns the failure for a status.
   *
   * @param status any status but 2xx
   * @param detail in our own words
   */
  public static ProviderFailure of(int status, @Nullable Duration retryAfter, String detail) {
    return switch (status) {
      // 402 is an account without credit: like an invalid key, only the account's owner can fix it.
      case 401, 402, 403 -> new Unauthorized(detail);
      case 429 -> new RateLimited(retryAfter, detail);
      case 503, 529 -> new Overloaded(retryAfter, detail);
      // Timeouts and conflicts are transient at the provider: the same request may succeed later.
      case 408, 409 -> new ServerError(status, detail);
      default ->
          status >= 300 && status < 500
              ? new Rejected(status, detail)
              : new ServerError(status, detail);
    };
  }
}
