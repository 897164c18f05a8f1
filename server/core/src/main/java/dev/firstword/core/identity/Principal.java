package dev.firstword.core.identity;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.regex.Pattern;

/**
 * An authenticated caller and its role.
 *
 * @param caller the owner of the requested data
 * @param grant what the credentials allow within the rights of the role
 */
public record Principal(Caller caller, Role role, Grant grant) {

  private static final Pattern USER_NAME = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** Creates a principal whose credentials allow all that its role does. */
  public Principal(Caller caller, Role role) {
    this(caller, role, Grant.UNLIMITED);
  }

  /**
   * Returns the principal for a service that acts for a user of its own tenant.
   *
   * @param user the user named by the {@code Firstword-User} header
   * @throws ProblemException with 403 if this is not a service, with 400 if the name is invalid
   */
  public Principal actingFor(String user) {
    if (role != Role.SERVICE) {
      throw new ProblemException(
          Problem.forbidden(
              "Only a service may act for a user. Leave the Firstword-User header out, or use a"
                  + " service's key."));
    }
    if (!USER_NAME.matcher(user).matches()) {
      throw new ProblemException(
          Problem.malformed("The Firstword-User must be 1 to 255 visible ASCII characters."));
    }
    return new Principal(new Caller(caller.tenant(), user), role, grant);
  }
}
