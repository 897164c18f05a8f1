package dev.firstword.core.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authenticates the caller from the credentials of a request. */
public interface Authenticator {

  /**
   * Authenticates the caller. May block.
   *
   * @param authorization the {@code Authorization} header; null if missing
   * @param onBehalfOf the {@code Firstword-User} header; null if missing
   * @throws dev.firstword.core.protocol.ProblemException with 401 if the credentials are missing or
   *     invalid; with 403 if the caller is not allowed; with 503 if authentication is unavailable
   */
  Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf);

  /**
   * Returns the principal that the credentials claim, without verifying them. Use it only for
   * speculative work whose result stays hidden until {@link #authenticate} succeeds. Empty if the
   * claim can't be read at once. Does not block.
   */
  default Optional<Principal> claimedPrincipal(
      @Nullable String authorization, @Nullable String onBehalfOf) {
    return Optional.empty();
  }

  /**
   * Returns an authenticator that accepts every caller as the one local user. Use it only if no
   * other user can connect.
   */
  static Authenticator localUser() {
    Principal local = new Principal(new Caller("local", "local"), Role.USER);
    return new Authenticator() {
      @Override
      public Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf) {
        return onBehalfOf == null ? local : local.actingFor(onBehalfOf);
      }

      @Override
      public Optional<Principal> claimedPrincipal(
          @Nullable String authorization, @Nullable String onBehalfOf) {
        return onBehalfOf == null ? Optional.of(local) : Optional.empty();
      }
    };
  }
}
