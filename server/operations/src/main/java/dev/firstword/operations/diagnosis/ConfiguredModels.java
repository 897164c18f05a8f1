package dev.firstword.operations.diagnosis;

import dev.firstword.core.statistics.Distribution;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The configured properties of the models, for predictions where nothing was measured. */
public record ConfiguredModels(Map<String, Model> byName) {

  /** The number of points that represent a distribution, to read percentiles from. */
  private static final int SAMPLE_POINTS = 1_000;

  public ConfiguredModels {
    byName = Map.copyOf(byName);
  }

  /**
   * A configured model.
   *
   * @param relativeCost its price relative to the cheapest model
   * @param minPrefixTokens the shortest prompt prefix that it caches
   * @param missPrice what a million tokens cost more if they are written to the cache rather than
   *     read from it, in the currency of the prices; 0 if unknown
   */
  public record Model(
      String name,
      double relativeCost,
      double ttftP50Ms,
      double ttftP99Ms,
      double tokensPerSecond,
      int minPrefixTokens,
      double missPrice) {

    /** Creates a model without a price. */
    public Model(
        String name,
        double relativeCost,
        double ttftP50Ms,
        double ttftP99Ms,
        double tokensPerSecond,
        int minPrefixTokens) {
      this(name, relativeCost, ttftP50Ms, ttftP99Ms, tokensPerSecond, minPrefixTokens, 0);
    }

    /** Returns the times to first token that the configuration expects, sorted. */
    double[] expectedTtftMs() {
      return Distribution.logNormal(ttftP50Ms, Math.max(ttftP99Ms, ttftP50Ms * 1.01), SAMPLE_POINTS)
          .quantilePoints(SAMPLE_POINTS);
    }
  }

  public static ConfiguredModels of(Collection<Model> models) {
    Map<String, Model> byName = new LinkedHashMap<>();
    models.forEach(model -> byName.put(model.name(), model));
    return new ConfiguredModels(byName);
  }

  Optional<Model> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns the model with the shortest expected time to first token. */
  Optional<Model> fastest() {
    return byName.values().stream().min(Comparator.comparingDouble(Model::ttftP50Ms));
  }
}
