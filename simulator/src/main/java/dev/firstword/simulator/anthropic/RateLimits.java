package dev.firstword.simulator.anthropic;

import java.util.Map;

/** The headers that tell a client how much it may still ask; the simulator allows a lot. */
final class RateLimits {
  private static final String FAR_RESET = "2099-01-01T00:00:00Z";

  private RateLimits() {}

  static Map<String, String> headers(String requestId) {
    return Map.ofEntries(
        Map.entry("request-id", requestId),
        Map.entry("anthropic-organization-id", "firstword-simulator"),
        Map.entry("anthropic-ratelimit-requests-limit", "4000"),
        Map.entry("anthropic-ratelimit-requests-remaining", "3999"),
        Map.entry("anthropic-ratelimit-requests-reset", FAR_RESET),
        Map.entry("anthropic-ratelimit-input-tokens-limit", "4000000"),
        Map.entry("anthropic-ratelimit-input-tokens-remaining", "4000000"),
        Map.entry("anthropic-ratelimit-input-tokens-reset", FAR_RESET),
        Map.entry("anthropic-ratelimit-output-tokens-limit", "800000"),
        Map.entry("anthropic-ratelimit-output-tokens-remaining", "800000"),
        Map.entry("anthropic-ratelimit-output-tokens-reset", FAR_RESET));
  }
}
