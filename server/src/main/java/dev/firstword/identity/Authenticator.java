package dev.firstword.identity;

import org.jspecify.annotations.Nullable;

/** Finds out who is asking from the credentials of a request. */
public interface Authenticator {

  /**
   * Tells who is asking. May block.
   *
   * @param authorization the {@code Authorization} header; absent where there was none
   * @throws dev.firstword.protocol.RefusedException with status 401 when that is not known
   */
  Caller authenticate(@Nullable String authorization);

  /** Takes everybody for the one local user: right only where nobody but that user can connect. */
  static Authenticator localUser() {
    Caller local = new Caller("local", "local");
    return _ -> local;
  }
}
