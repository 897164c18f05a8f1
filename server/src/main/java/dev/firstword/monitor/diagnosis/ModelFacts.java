package dev.firstword.monitor.diagnosis;

import dev.firstword.window.Distribution;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the configuration says of the models, to predict with where nothing was measured. */
public record ModelFacts(Map<String, Model> byName) {

  /** How many values a distribution is taken to be, to draw percentiles from. */
  private static final int POINTS = 1_000;

  public ModelFacts {
    byName = Map.copyOf(byName);
  }

  /**
   * One model.
   *
   * @param relativeCost price against the cheapest
   * @param leastPrefixTokens the shortest beginning of a prompt that it remembers
   */
  public record Model(
      String name,
      double relativeCost,
      double ttftP50Ms,
      double ttftP99Ms,
      double tokensPerSecond,
      int leastPrefixTokens) {

    /** First-token times as the configuration expects them, in order. */
    double[] expectedTtftMs() {
      return Distribution.logNormal(ttftP50Ms, Math.max(ttftP99Ms, ttftP50Ms * 1.01), POINTS)
          .points(POINTS);
    }
  }

  public static ModelFacts of(Collection<Model> models) {
    Map<String, Model> byName = new LinkedHashMap<>();
    models.forEach(model -> byName.put(model.name(), model));
    return new ModelFacts(byName);
  }

  Optional<Model> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The one that is expected to speak first. */
  Optional<Model> quickest() {
    return byName.values().stream().min(Comparator.comparingDouble(Model::ttftP50Ms));
  }
}
