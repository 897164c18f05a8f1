package dev.firstword.simulator.anthropic;

import java.util.Map;

/** The rate limit headers of a response. The simulator reports generous limits. */
final class RateLimitHeaders {
  private static final String RESET_TIME = "2099-01-01T00:00:00Z";

  private RateLimitHeaders() {}

  static Map<String, String> headers(String requestId) {
    return Map.ofEntries(
        Map.entry("request-id", requestId),
        Map.entry("anthropic-organization-id", "firstword-simulator"),
        Map.entry("anthropic-ratelimit-requests-limit", "4000"),
        Map.entry("anthropic-ratelimit-requests-remaining", "3999"),
        Map.entry("anthropic-ratelimit-requests-reset", RESET_TIME),
        Map.entry("anthropic-ratelimit-input-tokens-limit", "4000000"),
        Map.entry("anthropic-ratelimit-input-tokens-remaining", "4000000"),
        Map.entry("anthropic-ratelimit-input-tokens-reset", RESET_TIME),
        Map.entry("anthropic-ratelimit-output-tokens-limit", "800000"),
        Map.entry("anthropic-ratelimit-output-tokens-remaining", "800000"),
        Map.entry("anthropic-ratelimit-output-tokens-reset", RESET_TIME));
  }
}
