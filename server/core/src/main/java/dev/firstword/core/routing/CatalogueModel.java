package dev.firstword.core.routing;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A model that the router can choose.
 *
 * @param relativeCost price relative to the cheapest model of the catalogue
 * @param initialTtftP50 assumed median time to first token, until enough is measured
 * @param initialTtftP99 assumed 99th percentile of the time to first token, until enough is
 *     measured
 * @param initialTokensPerSecond assumed output speed after the first token
 * @param thinkingControl how the model is told to think
 * @param unsupported options that the model does not take although its provider's API does
 */
public record CatalogueModel(
    String name,
    ModelProvider provider,
    double relativeCost,
    Duration initialTtftP50,
    Duration initialTtftP99,
    double initialTokensPerSecond,
    ThinkingControl thinkingControl,
    Set<ModelOption> unsupported) {

  static final String THINKING = "\"thinking\"";

  public CatalogueModel {
    unsupported = Set.copyOf(unsupported);
  }

  /** Creates a model that cannot be told to think and takes all options. */
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
        ThinkingControl.NONE,
        Set.of());
  }

  /**
   * Returns something that a request asks for and this model does not take, as the object of "does
   * not take"; empty if it takes everything.
   */
  Optional<String> unsupported(ThinkingOption thinking, GenerationOptions options) {
    if (!thinkingControl.supports(thinking)) {
      return Optional.of(THINKING);
    }
    // In the order of declaration, so that the same request always gets the same answer.
    return Arrays.stream(ModelOption.values())
        .filter(option -> unsupported.contains(option) && option.isAskedBy(options))
        .findFirst()
        .map(ModelOption::phrase)
        .or(() -> provider.unsupported(options, thinking, thinkingControl));
  }
}
