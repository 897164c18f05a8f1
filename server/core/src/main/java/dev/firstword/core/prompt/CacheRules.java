package dev.firstword.core.prompt;

import dev.firstword.core.model.KnownModels;

/**
 * How a model's provider caches prompt prefixes.
 *
 * @param minCacheableTokens the length below which a prefix is not cached, without any error
 */
public record CacheRules(Mode mode, int minCacheableTokens) {

  /** What determines which prefixes are cached. */
  public enum Mode {
    /** The request, with at most four breakpoints; a lookup goes back from each. */
    EXPLICIT,
    /** The provider caches every prefix that is long enough. */
    AUTOMATIC
  }

  private static final int DEFAULT_MIN_CACHEABLE_TOKENS = 1024;

  public CacheRules {
    if (minCacheableTokens < 1) {
      throw new IllegalArgumentException("the minimum must be at least one token");
    }
  }

  /** Returns the rules that the provider documents for this model. */
  public static CacheRules of(Mode mode, String model) {
    int minimum =
        KnownModels.find(model)
            .map(known -> known.capabilities().cache().minTokens())
            .orElse(DEFAULT_MIN_CACHEABLE_TOKENS);
    return new CacheRules(mode, minimum);
  }
}
