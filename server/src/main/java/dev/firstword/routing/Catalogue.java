package dev.firstword.routing;

import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.routing.live.Standing;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** The models that can be chosen, with how each stands by now. Never empty. */
public final class Catalogue {

  private final List<Entry> bestFirst;

  private record Entry(CatalogueModel model, Standing standing) {}

  /** Of these models, of which nothing was measured yet. */
  public Catalogue(List<CatalogueModel> models, LongSupplier nanoTime) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a catalogue needs a model");
    }
    bestFirst =
        models.stream()
            .sorted(Comparator.comparingDouble(CatalogueModel::relativeCost).reversed())
            .map(model -> new Entry(model, assumed(model, nanoTime)))
            .toList();
  }

  private static Standing assumed(CatalogueModel model, LongSupplier nanoTime) {
    return Standing.assumed(
        milliseconds(model.startTtftP50()),
        milliseconds(model.startTtftP99()),
        model.startTokensPerSecond(),
        nanoTime);
  }

  private static double milliseconds(Duration time) {
    return time.toNanos() / 1e6;
  }

  boolean has(String name) {
    return bestFirst.stream().anyMatch(entry -> entry.model.name().equals(name));
  }

  Prospects forPrompt(Prompt prompt, WarmPrefixes warm) {
    return new Prospects(
        bestFirst.stream()
            .map(entry ->
                new Prospect(
                    entry.model, entry.standing, warm.uncachedTokens(entry.model.name(), prompt)))
            .toList());
  }

  List<ModelReport> report() {
    return bestFirst.stream().map(entry -> ModelReport.of(entry.model, entry.standing)).toList();
  }
}
