package dev.firstword.prompt;

import java.util.Set;

/**
 * For whom a prompt may be kept, and how.
 *
 * @param lives those that its instructions may be kept for; empty: nothing of it is marked
 * @param keptWarm whether it may be refreshed while nobody asks
 */
public record CacheScope(String tenant, String profile, Set<CacheLife> lives, boolean keptWarm) {

  /** Of a prompt that nobody has said anything about. */
  public static final CacheScope PLAIN =
      new CacheScope("", "", Set.of(CacheLife.FIVE_MINUTES), false);

  public CacheScope {
    lives = Set.copyOf(lives);
  }

  /** The life to begin with: the one that is cheaper to write, where both are allowed. */
  public CacheLife usualLife() {
    return lives.contains(CacheLife.FIVE_MINUTES) ? CacheLife.FIVE_MINUTES : CacheLife.ONE_HOUR;
  }
}
