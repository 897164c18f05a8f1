package dev.firstword.simulator.cache;

import java.util.List;

/**
 * The fewest tokens a model caches; below it nothing is cached, and nothing says so.
 *
 * <p>From Anthropic's documentation of prompt caching, November 2026; the longest matching
 * beginning of a model's name decides.
 */
final class MinimumPrefix {
  private static final int USUAL = 1024;

  /** Longer beginnings before the shorter ones that they extend. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("claude-opus-4-5", 4096),
          new Rule("claude-opus-4-6", 4096),
          new Rule("claude-opus-4-7", 2048),
          new Rule("claude-opus-4", 1024),
          new Rule("claude-opus-5", 512),
          new Rule("claude-haiku-4-5", 4096));

  private MinimumPrefix() {}

  static int tokens(String model) {
    return RULES.stream()
        .filter(rule -> model.startsWith(rule.beginning))
        .findFirst()
        .map(Rule::tokens)
        .orElse(USUAL);
  }

  private record Rule(String beginning, int tokens) {}
}
