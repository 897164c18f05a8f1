package dev.firstword.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who is asking from the credentials of a request. */
public interface Authenticator {

  /**
   * Tells who is asking. May block.
   *
   * @param authorization the {@code Authorization} header; absent where there was none
   * @param onBehalfOf the {@code Firstword-User} header; absent where there was none
   * @throws dev.firstword.protocol.RefusedException with 401 when that is not known; with 403 when
   *     it is somebody who may not; with 503 when it can't be found out now
   */
  Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf);

  /**
   * Tells who those credentials seem to name, without looking at whether that is true: good enough
   * to begin what nobody gets to see before it is. Absent when it can't be told at once. Does not
   * block.
   */
  default Optional<Principal> seeming(@Nullable String authorization, @Nullable String onBehalfOf) {
    return Optional.empty();
  }

  /** Takes everybody for the one local user: right only where nobody but that user can connect. */
  static Authenticator localUser() {
    Principal local = new Principal(new Caller("local", "local"), Role.USER);
    return new Authenticator() {
      @Override
      public Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf) {
        return onBehalfOf == null ? local : local.actingFor(onBehalfOf);
      }

      @Override
      public Optional<Principal> seeming(
          @Nullable String authorization, @Nullable String onBehalfOf) {
        return onBehalfOf == null ? Optional.of(local) : Optional.empty();
      }
    };
  }
}
