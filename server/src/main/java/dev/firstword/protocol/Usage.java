package dev.firstword.protocol;

/**
 * Tokens of one turn, as the provider counted them. The whole input is {@code inputTokens +
 * cacheCreationInputTokens + cacheReadInputTokens}.
 */
public record Usage(
    long inputTokens, long outputTokens, long cacheCreationInputTokens, long cacheReadInputTokens) {

  public static final Usage NONE = new Usage(0, 0, 0, 0);
}
