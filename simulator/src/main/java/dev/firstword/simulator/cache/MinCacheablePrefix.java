package dev.firstword.simulator.cache;

import java.util.List;

/**
 * The minimum prefix length that a model caches. Shorter prefixes are silently not cached.
 *
 * <p>From Anthropic's prompt caching documentation, November 2026. The longest matching prefix of a
 * model's name applies.
 */
final class MinCacheablePrefix {
  private static final int DEFAULT_TOKENS = 1024;

  /** Longer prefixes precede the shorter ones that they extend. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("claude-opus-4-5", 4096),
          new Rule("claude-opus-4-6", 4096),
          new Rule("claude-opus-4-7", 2048),
          new Rule("claude-opus-4", 1024),
          new Rule("claude-opus-5", 512),
          new Rule("claude-sonnet-5-5", 512),
          new Rule("claude-haiku-5-5", 512),
          new Rule("claude-fable-5", 512),
          new Rule("claude-mythos-5", 512),
          new Rule("claude-haiku-4-5", 4096));

  private MinCacheablePrefix() {}

  static int tokensFor(String model) {
    return RULES.stream()
        .filter(rule -> model.startsWith(rule.modelPrefix))
        .findFirst()
        .map(Rule::tokens)
        .orElse(DEFAULT_TOKENS);
  }

  private record Rule(String modelPrefix, int tokens) {}
}
