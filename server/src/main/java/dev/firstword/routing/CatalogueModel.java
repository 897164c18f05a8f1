package dev.firstword.routing;

import dev.firstword.provider.ModelProvider;
import dev.firstword.window.Distribution;
import java.time.Duration;

/**
 * One model that can be chosen.
 *
 * @param relativeCost price against the cheapest model of the catalogue
 * @param startTtftP50 median time to its first token, as assumed before any was measured
 * @param startTtftP99 the same at the 99th percentile
 * @param startTokensPerSecond its pace after that, likewise
 */
public record CatalogueModel(
    String name,
    ModelProvider provider,
    double relativeCost,
    Duration startTtftP50,
    Duration startTtftP99,
    double startTokensPerSecond) {

  /** How many measurements the assumptions count for, as long as there are few. */
  private static final double START_WEIGHT = 20;

  Distribution startFirstTokenMs() {
    return Distribution.logNormal(
        milliseconds(startTtftP50), milliseconds(startTtftP99), START_WEIGHT);
  }

  Distribution startTokensPerSecond(double weight) {
    return Distribution.always(startTokensPerSecond, weight);
  }

  private static double milliseconds(Duration time) {
    return time.toNanos() / 1e6;
  }
}
