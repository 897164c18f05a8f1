package dev.firstword.app;

import dev.firstword.identity.limit.Allowance;
import org.jspecify.annotations.Nullable;

/**
 * How much people may.
 *
 * @param user what each user may
 * @param tenant what each tenant may, all its users together
 * @param activeTurns how many turns a user may have under way at once; absent: any number
 * @param aheadPerAddress how many turns may be prepared for one address before it is known who asks
 */
public record LimitSettings(
    Allowance user, Allowance tenant, @Nullable Integer activeTurns, int aheadPerAddress) {

  /** More than come at once from behind one proxy while their tokens are verified. */
  private static final int USUAL_AHEAD = 256;

  public static final LimitSettings UNLIMITED =
      new LimitSettings(Allowance.UNLIMITED, Allowance.UNLIMITED, null);

  public LimitSettings(Allowance user, Allowance tenant, @Nullable Integer activeTurns) {
    this(user, tenant, activeTurns, USUAL_AHEAD);
  }
}
