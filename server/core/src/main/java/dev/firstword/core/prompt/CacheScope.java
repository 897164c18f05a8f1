package dev.firstword.core.prompt;

import java.util.Set;

/**
 * Within which tenant and profile a prompt is cached, and how.
 *
 * @param ttls the TTLs that its instructions may use; empty: no cache breakpoints
 * @param isKeptWarm whether it may be refreshed without traffic
 * @param conversation the conversation that the prompt continues; empty if that is unknown
 */
public record CacheScope(
    String tenant, String profile, Set<CacheTtl> ttls, boolean isKeptWarm, String conversation) {

  /** The scope of a prompt that specifies none. */
  public static final CacheScope DEFAULT =
      new CacheScope("", "", Set.of(CacheTtl.FIVE_MINUTES), false);

  /** Creates the scope of a prompt whose conversation is unknown. */
  public CacheScope(String tenant, String profile, Set<CacheTtl> ttls, boolean isKeptWarm) {
    this(tenant, profile, ttls, isKeptWarm, "");
  }

  public CacheScope {
    ttls = Set.copyOf(ttls);
  }

  /** Returns a copy for a prompt that continues this conversation. */
  public CacheScope inConversation(String other) {
    return new CacheScope(tenant, profile, ttls, isKeptWarm, other);
  }

  /** Returns the initial TTL: the cheaper one to write if both are allowed. */
  public CacheTtl defaultTtl() {
    return ttls.contains(CacheTtl.FIVE_MINUTES) ? CacheTtl.FIVE_MINUTES : CacheTtl.ONE_HOUR;
  }
}
