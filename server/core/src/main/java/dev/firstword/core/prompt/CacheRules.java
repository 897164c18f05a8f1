package dev.firstword.core.prompt;

import java.util.List;

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

  /** Longer prefixes come before the shorter ones that they extend. */
  private static final List<ModelMinimum> MODEL_MINIMUMS =
      List.of(
          new ModelMinimum("claude-opus-4-5", 4096),
          new ModelMinimum("claude-opus-4-6", 4096),
          new ModelMinimum("claude-opus-4-7", 2048),
          new ModelMinimum("claude-opus-5", 512),
          new ModelMinimum("claude-haiku-4-5", 4096));

  private record ModelMinimum(String modelPrefix, int tokens) {}

  public CacheRules {
    if (minCacheableTokens < 1) {
      throw new IllegalArgumentException("the minimum must be at least one token");
    }
  }

  /** Returns the rules that the provider documents for this model, as of November 2026. */
  public static CacheRules of(Mode mode, String model) {
    int minimum =
        MODEL_MINIMUMS.stream()
            .filter(rule -> mode == Mode.EXPLICIT && model.startsWith(rule.modelPrefix))
            .findFirst()
            .map(ModelMinimum::tokens)
            .orElse(DEFAULT_MIN_CACHEABLE_TOKENS);
    return new CacheRules(mode, minimum);
  }
}
