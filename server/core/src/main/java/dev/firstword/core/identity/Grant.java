package dev.firstword.core.identity;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What credentials allow within the rights of their user.
 *
 * @param profiles the profiles that turns may have; empty for all
 * @param turnsPerMinute the number of turns that the user may start with them; null for no limit
 */
public record Grant(Set<String> profiles, @Nullable Integer turnsPerMinute) {

  /** Everything that the user may do. */
  public static final Grant UNLIMITED = new Grant(Set.of(), null);

  public Grant {
    profiles = Set.copyOf(profiles);
  }

  /**
   * Checks that a turn may have a profile.
   *
   * @throws ProblemException with status 403 if not
   */
  public void requireProfile(String profile) {
    if (!profiles.isEmpty() && !profiles.contains(profile)) {
      throw new ProblemException(
          Problem.forbidden("Your token does not allow the profile \"" + profile + "\"."));
    }
  }

  /**
   * Checks that calls without a profile, such as those of other APIs, are allowed.
   *
   * @throws ProblemException with status 403 if not
   */
  public void requireAllProfiles() {
    if (!profiles.isEmpty()) {
      throw new ProblemException(
          Problem.forbidden("Your token allows turns of some profiles only, and no other calls."));
    }
  }
}
