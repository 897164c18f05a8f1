package dev.firstword.app.config;

import dev.firstword.core.identity.limit.Quota;
import org.jspecify.annotations.Nullable;

/**
 * Rate limits of users and tenants.
 *
 * @param user the quota of each user
 * @param tenant the quota of each tenant, shared by all its users
 * @param activeTurnsPerUser how many turns a user may have running at once; null for no limit
 * @param unauthenticatedPerAddress how many turns may be prepared at once for one client address
 *     before its user is authenticated
 */
public record LimitSettings(
    Quota user, Quota tenant, @Nullable Integer activeTurnsPerUser, int unauthenticatedPerAddress) {

  /** More than the concurrent requests of one proxy whose tokens are being verified. */
  private static final int DEFAULT_UNAUTHENTICATED_PER_ADDRESS = 256;

  public static final LimitSettings UNLIMITED =
      new LimitSettings(Quota.UNLIMITED, Quota.UNLIMITED, null);

  public LimitSettings(Quota user, Quota tenant, @Nullable Integer activeTurnsPerUser) {
    this(user, tenant, activeTurnsPerUser, DEFAULT_UNAUTHENTICATED_PER_ADDRESS);
  }
}
