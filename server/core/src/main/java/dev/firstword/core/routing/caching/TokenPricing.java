package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.relay.event.Usage;

/**
 * A model's token prices, in any single currency per million tokens.
 *
 * @param inputPrice price of uncached input that is not written to the cache
 * @param outputPrice price of output
 * @param readFactor the factor on {@code inputPrice} for tokens read from the cache
 * @param writeFactor the factor for tokens cached for five minutes
 * @param oneHourWriteFactor the factor for tokens cached for an hour
 */
public record TokenPricing(
    double inputPrice,
    double outputPrice,
    double readFactor,
    double writeFactor,
    double oneHourWriteFactor) {

  private static final double MILLION = 1e6;

  public TokenPricing {
    if (!(inputPrice >= 0
        && outputPrice >= 0
        && readFactor >= 0
        && writeFactor >= 1
        && oneHourWriteFactor >= writeFactor)) {
      throw new IllegalArgumentException(
          "prices must not be negative, and write factors must be at least 1 and ascending");
    }
  }

  /** Returns prices with Anthropic's cache factors, as of November 2026. */
  public static TokenPricing withExplicitCaching(double inputPrice, double outputPrice) {
    return new TokenPricing(inputPrice, outputPrice, 0.1, 1.25, 2);
  }

  /**
   * Returns prices with OpenAI's cache factors for its older models: half the price for cache
   * reads, no surcharge for writes. Newer models charge less for reads.
   */
  public static TokenPricing withAutomaticCaching(double inputPrice, double outputPrice) {
    return new TokenPricing(inputPrice, outputPrice, 0.5, 1, 1);
  }

  /** Returns what a million tokens cost more if they are written rather than read. */
  public double missPrice() {
    return inputPrice * (writeFactor - readFactor);
  }

  /** The factor on the input price for writing with this TTL. */
  double writeFactor(CacheTtl ttl) {
    return switch (ttl) {
      case FIVE_MINUTES -> writeFactor;
      case ONE_HOUR -> oneHourWriteFactor;
    };
  }

  /**
   * Returns how much less the input cost than without a cache.
   *
   * @param oneHourShare the share, 0 to 1, of the written tokens that is cached for an hour
   */
  double savings(Usage usage, double oneHourShare) {
    double effectiveWriteFactor = writeFactor + (oneHourWriteFactor - writeFactor) * oneHourShare;
    return inputPrice
        / MILLION
        * (usage.cacheReadInputTokens() * (1 - readFactor)
            - usage.cacheCreationInputTokens() * (effectiveWriteFactor - 1));
  }

  /** Returns the price of a call's input. */
  double inputCost(Usage usage, double oneHourShare) {
    long totalTokens =
        usage.inputTokens() + usage.cacheReadInputTokens() + usage.cacheCreationInputTokens();
    return inputPrice / MILLION * totalTokens - savings(usage, oneHourShare);
  }
}
