package dev.firstword.core.routing;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A model that the router can choose.
 *
 * @param relativeCost price relative to the cheapest model of the catalogue
 * @param initialTtftP50 assumed median time to first token, until enough is measured
 * @param initialTtftP99 assumed 99th percentile of the time to first token, until enough is
 *     measured
 * @param initialTokensPerSecond assumed output speed after the first token
 * @param thinkingControl how the model is told to think
 */
public record CatalogueModel(
    String name,
    ModelProvider provider,
    double relativeCost,
    Duration initialTtftP50,
    Duration initialTtftP99,
    double initialTokensPerSecond,
    ThinkingControl thinkingControl) {

  /** Creates a model that cannot be told to think. */
  public CatalogueModel(
      String name,
      ModelProvider provider,
      double relativeCost,
      Duration initialTtftP50,
      Duration initialTtftP99,
      double initialTokensPerSecond) {
    this(
        name,
        provider,
        relativeCost,
        initialTtftP50,
        initialTtftP99,
        initialTokensPerSecond,
        ThinkingControl.NONE);
  }

  /**
   * Returns something that a request asks for and this model does not take, as the object of "does
   * not take"; empty if it takes everything.
   */
  Optional<String> unsupported(ThinkingOption thinking, GenerationOptions options) {
    return thinkingControl.supports(thinking)
        ? provider.unsupported(options, thinking, thinkingControl)
        : Optional.of("\"thinking\"");
  }
}
