package dev.firstword.app;

import dev.firstword.identity.limit.Allowance;
import org.jspecify.annotations.Nullable;

/**
 * How much people may.
 *
 * @param user what each user may
 * @param tenant what each tenant may, all its users together
 * @param activeTurns how many turns a user may have under way at once; absent: any number
 */
public record LimitSettings(Allowance user, Allowance tenant, @Nullable Integer activeTurns) {

  public static final LimitSettings UNLIMITED =
      new LimitSettings(Allowance.UNLIMITED, Allowance.UNLIMITED, null);
}
