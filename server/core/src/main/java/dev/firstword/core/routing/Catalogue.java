package dev.firstword.core.routing;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.live.ModelStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The models that the router can choose, with their current status. Never empty. */
public final class Catalogue {

  private final List<Entry> bestFirst;

  private record Entry(CatalogueModel model, ModelStatus status) {}

  /** Creates a catalogue of these models, without measurements. */
  public Catalogue(List<CatalogueModel> models, LongSupplier nanoTime) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a catalogue needs at least one model");
    }
    bestFirst =
        models.stream()
            .sorted(Comparator.comparingDouble(CatalogueModel::relativeCost).reversed())
            .map(model -> new Entry(model, initialStatus(model, nanoTime)))
            .toList();
  }

  private static ModelStatus initialStatus(CatalogueModel model, LongSupplier nanoTime) {
    return ModelStatus.initial(
        toMillis(model.initialTtftP50()),
        toMillis(model.initialTtftP99()),
        model.initialTokensPerSecond(),
        nanoTime);
  }

  private static double toMillis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  boolean contains(String name) {
    return bestFirst.stream().anyMatch(entry -> entry.model.name().equals(name));
  }

  /** Whether this model, or any if it is null, can think as asked. */
  boolean supports(@Nullable String name, ThinkingOption thinking) {
    return bestFirst.stream()
        .filter(entry -> name == null || entry.model.name().equals(name))
        .anyMatch(entry -> entry.model.thinkingControl().supports(thinking));
  }

  Candidates candidatesFor(Prompt prompt, WarmPrefixes warmPrefixes) {
    return candidatesFor(prompt, warmPrefixes, ThinkingOption.AUTO);
  }

  /** Returns the models that can think as asked; there must be one. */
  Candidates candidatesFor(Prompt prompt, WarmPrefixes warmPrefixes, ThinkingOption thinking) {
    return new Candidates(
        bestFirst.stream()
            .filter(entry -> entry.model.thinkingControl().supports(thinking))
            .map(entry ->
                new Candidate(
                    entry.model,
                    entry.status,
                    warmPrefixes.uncachedTokens(entry.model.name(), prompt)))
            .toList());
  }

  List<ModelReport> reports() {
    return bestFirst.stream().map(entry -> ModelReport.of(entry.model, entry.status)).toList();
  }
}
