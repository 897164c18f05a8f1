package dev.firstword.identity;

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

  /** Takes everybody for the one local user: right only where nobody but that user can connect. */
  static Authenticator localUser() {
    Principal local = new Principal(new Caller("local", "local"), Role.USER);
    return (_, onBehalfOf) -> onBehalfOf == null ? local : local.actingFor(onBehalfOf);
  }
}
