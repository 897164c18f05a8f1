package dev.firstword.client;

/**
 * A token for one user, with which that user's page calls the server itself.
 *
 * @param token what the page sends as {@code Authorization: Bearer}
 * @param expiresAt an ISO 8601 time
 * @param expiresIn how long the token lasts, in seconds
 */
public record UserToken(String token, String expiresAt, int expiresIn) {

  /** Leaves the token out, so that no log has it. */
  @Override
  public String toString() {
    return "UserToken[expiresAt=" + expiresAt + "]";
  }
}
