package dev.firstword.prompt;

import java.util.List;

/**
 * How a model's provider keeps beginnings of prompts.
 *
 * @param minimumTokens the fewest it keeps; below that nothing is kept, and nothing says so
 */
public record CacheRules(Way way, int minimumTokens) {

  /** Who says what is kept. */
  public enum Way {
    /** The request: at most four marks, and a read looks back from one. */
    MARKED,
    /** Nobody: whatever is long enough. */
    AUTOMATIC
  }

  private static final int USUAL = 1024;

  /** Longer beginnings of names before the shorter ones that they extend. */
  private static final List<Minimum> MINIMUMS =
      List.of(
          new Minimum("claude-opus-4-5", 4096),
          new Minimum("claude-opus-4-6", 4096),
          new Minimum("claude-opus-4-7", 2048),
          new Minimum("claude-opus-5", 512),
          new Minimum("claude-haiku-4-5", 4096));

  private record Minimum(String beginning, int tokens) {}

  public CacheRules {
    if (minimumTokens < 1) {
      throw new IllegalArgumentException("a minimum is at least one token");
    }
  }

  /** As the provider documents it for a model of that name; November 2026. */
  public static CacheRules of(Way way, String model) {
    int minimum =
        MINIMUMS.stream()
            .filter(rule -> way == Way.MARKED && model.startsWith(rule.beginning))
            .findFirst()
            .map(Minimum::tokens)
            .orElse(USUAL);
    return new CacheRules(way, minimum);
  }
}
