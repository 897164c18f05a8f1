package dev.firstword.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Says which user a call of a page is for. A bean of this type replaces the default. */
@FunctionalInterface
public interface UserResolver {

  /**
   * Returns the name of the user, or null if nobody is signed in. It may have any characters: the
   * relay and the tokens encode it with {@link UserIds#of}.
   */
  @Nullable String resolve(HttpServletRequest request);

  /** The name of the principal, as Spring Security sets it. Anonymous users have none. */
  static UserResolver principalName() {
    return request -> {
      Principal principal = request.getUserPrincipal();
      return principal == null ? null : principal.getName();
    };
  }
}
