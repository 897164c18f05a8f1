package dev.firstword.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Says which user a call of a page is for. A bean of this type replaces the default. */
@FunctionalInterface
public interface RelayUser {

  /** Returns the id of the user, or null if nobody is signed in. Anonymous users are nobody. */
  @Nullable String of(HttpServletRequest request);

  /** The name of the principal, as Spring Security sets it. */
  static RelayUser principalName() {
    return request -> {
      Principal principal = request.getUserPrincipal();
      return principal == null ? null : principal.getName();
    };
  }
}
