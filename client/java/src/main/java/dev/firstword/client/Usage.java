package dev.firstword.client;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of a turn, as its provider counted them. The total input is the sum of the three input
 * counts.
 *
 * @param thinkingTokens the part of the output that was thinking; null if unknown
 * @param cacheSaved how much less the input cost than without the provider's prompt cache
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    @Nullable Long thinkingTokens,
    @Nullable Double cacheSaved) {}
