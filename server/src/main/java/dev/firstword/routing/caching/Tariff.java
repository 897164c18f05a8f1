package dev.firstword.routing.caching;

import dev.firstword.prompt.CacheLife;
import dev.firstword.protocol.Usage;

/**
 * What a model's tokens cost, in any one currency for each million of them.
 *
 * @param input read anew and not kept
 * @param output written
 * @param read the factor on {@code input} for what is taken from the cache
 * @param write the factor for what is kept for five minutes
 * @param writeForAnHour the factor for what is kept for an hour
 */
public record Tariff(
    double input, double output, double read, double write, double writeForAnHour) {

  private static final double MILLION = 1e6;

  public Tariff {
    if (!(input >= 0 && output >= 0 && read >= 0 && write >= 1 && writeForAnHour >= write)) {
      throw new IllegalArgumentException(
          "prices are 0 or more, and what is kept costs at least what is not");
    }
  }

  /** With Anthropic's factors; November 2026. */
  public static Tariff marked(double input, double output) {
    return new Tariff(input, output, 0.1, 1.25, 2);
  }

  /**
   * With OpenAI's factors for its older models: half for what is taken from the cache, nothing for
   * keeping it. Newer ones take less.
   */
  public static Tariff automatic(double input, double output) {
    return new Tariff(input, output, 0.5, 1, 1);
  }

  /** The factor on the input's price for what is kept so long. */
  double write(CacheLife life) {
    return switch (life) {
      case FIVE_MINUTES -> write;
      case ONE_HOUR -> writeForAnHour;
    };
  }

  /**
   * What the input cost less than it would have without any cache.
   *
   * @param forAnHour the share, 0 to 1, of what was written that is kept for an hour
   */
  double saved(Usage usage, double forAnHour) {
    double written = write + (writeForAnHour - write) * forAnHour;
    return input
        / MILLION
        * (usage.cacheReadInputTokens() * (1 - read)
            - usage.cacheCreationInputTokens() * (written - 1));
  }

  /** What a call's input costs. */
  double inputCost(Usage usage, double forAnHour) {
    long all =
        usage.inputTokens() + usage.cacheReadInputTokens() + usage.cacheCreationInputTokens();
    return input / MILLION * all - saved(usage, forAnHour);
  }
}
