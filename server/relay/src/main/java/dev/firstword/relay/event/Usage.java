package dev.firstword.relay.event;

/**
 * The token usage of one turn, as counted by the provider. The total input is {@code inputTokens +
 * cacheCreationInputTokens + cacheReadInputTokens}.
 *
 * @param cacheSaved the input cost saved by caching, in the currency of the configured prices;
 *     negative if cache writes cost more than cache reads saved
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    double cacheSaved) {

  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /** Creates a provider's usage, without prices. */
  public Usage(
      long inputTokens,
      long outputTokens,
      long cacheCreationInputTokens,
      long cacheReadInputTokens) {
    this(inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, 0);
  }

  /** Returns a copy with the cost saved by caching. */
  public Usage withCacheSaved(double saved) {
    return new Usage(
        inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, saved);
  }
}
