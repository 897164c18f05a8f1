package dev.firstword.routing;

import dev.firstword.provider.ModelProvider;
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
    double startTokensPerSecond) {}
