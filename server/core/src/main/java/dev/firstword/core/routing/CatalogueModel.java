package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelProvider;
import java.time.Duration;

/**
 * A model that the router can choose.
 *
 * @param relativeCost price relative to the cheapest model of the catalogue
 * @param initialTtftP50 assumed median time to first token, until enough is measured
 * @param initialTtftP99 assumed 99th percentile of the time to first token, until enough is
 *     measured
 * @param initialTokensPerSecond assumed output speed after the first token
 */
public record CatalogueModel(
    String name,
    ModelProvider provider,
    double relativeCost,
    Duration initialTtftP50,
    Duration initialTtftP99,
    double initialTokensPerSecond) {}
