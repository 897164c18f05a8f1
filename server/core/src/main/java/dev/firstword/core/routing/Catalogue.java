package dev.firstword.core.routing;

import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.routing.live.ModelStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models that the router can choose, with their current status. Never empty. */
public final class Catalogue {

  private volatile List<Entry> bestFirst;

  private record Entry(CatalogueModel model, ModelStatus status) {

    Entry withCapabilities(ModelCapabilities capabilities) {
      return new Entry(model.withCapabilities(capabilities), status);
    }
  }

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

  /** Replaces what a model can do, for requests from now on. */
  public synchronized void setCapabilities(String name, ModelCapabilities capabilities) {
    bestFirst =
        bestFirst.stream()
            .map(entry ->
                entry.model.name().equals(name) ? entry.withCapabilities(capabilities) : entry)
            .toList();
  }

  boolean contains(String name) {
    return bestFirst.stream().anyMatch(entry -> entry.model.name().equals(name));
  }

  /**
   * Returns why this model, or every model if it is null, cannot do what a request asks; empty if
   * one can.
   */
  Optional<String> refusal(
      @Nullable String name,
      ThinkingOption thinking,
      GenerationOptions options,
      UnsupportedOptions policy) {
    Set<String> unsupported = new LinkedHashSet<>();
    for (Entry entry : bestFirst) {
      if (name == null || entry.model.name().equals(name)) {
        String option = entry.model.plan(thinking, options, policy).refusal();
        if (option == null) {
          return Optional.empty();
        }
        unsupported.add(option);
      }
    }
    if (unsupported.isEmpty()) {
      return Optional.empty(); // There is no such model, which is checked elsewhere.
    }
    if (unsupported.equals(Set.of(OptionPlan.THINKING))) {
      return Optional.of(
          name == null
              ? "No model of this server can be asked to think."
              : "The model \"" + name + "\" cannot be asked to think.");
    }
    String subject =
        name == null
            ? "No model of this server takes "
            : "The model \"" + name + "\" does not take ";
    String object =
        unsupported.size() == 1
            ? unsupported.iterator().next()
            : "all of this: " + String.join("; ", unsupported);
    return Optional.of(subject + object + ".");
  }

  /** Returns all models for a prompt without special wishes. */
  Candidates candidatesFor(Prompt prompt, WarmPrefixes warmPrefixes) {
    return candidates(
        prompt,
        warmPrefixes,
        null,
        model ->
            model.plan(
                ThinkingOption.AUTO, GenerationOptions.DEFAULT, UnsupportedOptions.TRANSLATE));
  }

  /** Returns the models that can do what a request asks; there must be one. */
  Candidates candidatesFor(RoutingRequest request, WarmPrefixes warmPrefixes) {
    UnsupportedOptions policy = request.profile().modelPolicy().unsupportedOptions();
    return candidates(
        request.prompt(),
        warmPrefixes,
        request.passthrough(),
        model -> model.plan(request.thinking(), request.options(), policy));
  }

  private Candidates candidates(
      Prompt prompt,
      WarmPrefixes warmPrefixes,
      @Nullable PassthroughRequest own,
      Function<CatalogueModel, OptionPlan> planner) {
    return new Candidates(
        bestFirst.stream()
            .flatMap(entry -> {
              OptionPlan plan = planner.apply(entry.model);
              return mayAnswer(entry.model, plan, own)
                  ? Stream.of(candidate(entry, warmPrefixes, entry.model.view(prompt, plan)))
                  : Stream.empty();
            })
            .toList());
  }

  /** What a provider of the client's own API can do, that provider decides. */
  private static boolean mayAnswer(
      CatalogueModel model, OptionPlan plan, @Nullable PassthroughRequest own) {
    if (own != null && (own.isRequired() || own.isFor(model.provider()))) {
      return own.isFor(model.provider());
    }
    return plan.refusal() == null;
  }

  private static Candidate candidate(Entry entry, WarmPrefixes warmPrefixes, Prompt prompt) {
    long uncached = warmPrefixes.uncachedTokens(entry.model.name(), prompt);
    return new Candidate(entry.model, entry.status, uncached);
  }

  /** Returns whether this model, or any model if it is null, takes a request as it is. */
  boolean accepts(@Nullable String name, PassthroughRequest request) {
    return bestFirst.stream()
        .filter(entry -> name == null || entry.model.name().equals(name))
        .anyMatch(entry -> request.isFor(entry.model.provider()));
  }

  List<ModelReport> reports() {
    return bestFirst.stream().map(entry -> ModelReport.of(entry.model, entry.status)).toList();
  }
}
