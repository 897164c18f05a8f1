package dev.firstword.relay.event;

/**
 * The token usage of one turn, as counted by the provider. The total input is {@code inputTokens +
 * cacheCreationInputTokens + cacheReadInputTokens}.
 *
 * @param thinkingTokens the part of the output that was thinking, if the provider reports it
 * @param cacheSaved the input cost saved by caching, in the currency of the configured prices;
 *     negative if cache writes cost more than cache reads saved
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    long thinkingTokens,
    double cacheSaved) {

  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /** Creates a provider's usage, without thinking and without prices. */
  public Usage(
      long inputTokens,
      long outputTokens,
      long cacheCreationInputTokens,
      long cacheReadInputTokens) {
    this(inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens, 0, 0);
  }

  /** Returns a copy with the part of the output that was thinking. */
  public Usage withThinkingTokens(long tokens) {
    return new Usage(
        inputTokens,
        outputTokens,
        cacheCreationInputTokens,
        cacheReadInputTokens,
        tokens,
        cacheSaved);
  }

  /** Returns the output that is not thinking. */
  public long answerTokens() {
    return Math.max(0, outputTokens - thinkingTokens);
  }

  /** Returns a copy with the cost saved by caching. */
  public Usage withCacheSaved(double saved) {
    return new Usage(
        inputTokens,
        outputTokens,
        cacheCreationInputTokens,
        cacheReadInputTokens,
        thinkingTokens,
        saved);
  }

  /** Returns the sum of the usage of two calls. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheCreationInputTokens + other.cacheCreationInputTokens,
        cacheReadInputTokens + other.cacheReadInputTokens,
        thinkingTokens + other.thinkingTokens,
        cacheSaved + other.cacheSaved);
  }
}
