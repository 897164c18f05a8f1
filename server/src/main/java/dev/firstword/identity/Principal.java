package dev.firstword.identity;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.regex.Pattern;

/**
 * Who is asking.
 *
 * @param caller whom what is asked for belongs to
 */
public record Principal(Caller caller, Role role) {

  private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /**
   * A service that speaks for a user of its own tenant.
   *
   * @param user as the header {@code Firstword-User} names them
   * @throws RefusedException with 403 when this is no service, with 400 when that is no name
   */
  public Principal actingFor(String user) {
    if (role != Role.SERVICE) {
      throw new RefusedException(
          Problem.forbidden(
              "Only a service may act for a user. Leave the Firstword-User header out, or use a"
                  + " service's key."));
    }
    if (!USER.matcher(user).matches()) {
      throw new RefusedException(
          Problem.malformed("The Firstword-User must be 1 to 255 visible ASCII characters."));
    }
    return new Principal(new Caller(caller.tenant(), user), role);
  }
}
