package dev.firstword.protocol;

/**
 * Tokens of one turn, as the provider counted them. The whole input is {@code inputTokens +
 * cacheCreationInputTokens + cacheReadInputTokens}.
 *
 * @param cacheSaved what the input cost less than it would have without any cache, in the currency
 *     of the configured prices; below 0 where writing cost more than reading brought
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    double cacheSaved) {

  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /** As a provider counts, which knows no prices. */
  public Usage(
      long inputTokens,
      long outputTokens,
      long cacheCreationInputTokens,
      long cacheReadInputTokens) {
    this(inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, 0);
  }

  /** The same with what the cache saved. */
  public Usage withCacheSaved(double saved) {
    return new Usage(
        inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, saved);
  }
}
