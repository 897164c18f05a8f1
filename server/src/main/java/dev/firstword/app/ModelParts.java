package dev.firstword.app;

import dev.firstword.loop.EventLoop;
import dev.firstword.monitor.Metrics;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.prompt.CacheRules;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.Prompt;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.Providers;
import dev.firstword.provider.transport.Transport;
import dev.firstword.routing.Catalogue;
import dev.firstword.routing.CatalogueModel;
import dev.firstword.routing.Router;
import dev.firstword.routing.RoutingRules.Classifier;
import dev.firstword.routing.caching.CacheAccounts.Account;
import dev.firstword.routing.caching.PromptCaching;
import dev.firstword.routing.caching.PromptCaching.CachedModel;
import dev.firstword.routing.caching.Tariff;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a server has of models: their providers, what those keep of prompts, and the router. */
final class ModelParts implements AutoCloseable {

  private final Map<String, ModelProvider> providers = new LinkedHashMap<>();
  private final PromptCaching caching;
  private final Router router;

  /**
   * Built of the settings; connects to nothing yet.
   *
   * @param settings with at least one provider
   * @param loops on which prompts may be kept warm
   */
  ModelParts(
      Settings settings, Transport transport, Supplier<EventLoop> loops, InstantSource clock) {
    Map<String, CachedModel> cached = new LinkedHashMap<>();
    for (Settings.ModelSettings model : settings.models()) {
      cached.put(model.name(), cached(model, endpointOf(model, settings).dialect()));
    }
    caching = new PromptCaching(cached, loops, clock);
    for (ProviderEndpoint endpoint : settings.providers()) {
      providers.put(endpoint.name(), caching.around(open(endpoint, transport)));
    }
    Catalogue catalogue =
        new Catalogue(
            settings.models().stream()
                .map(model ->
                    new CatalogueModel(
                        model.name(),
                        provider(endpointOf(model, settings)),
                        model.relativeCost(),
                        model.ttftP50(),
                        model.ttftP99(),
                        model.tokensPerSecond()))
                .toList(),
            System::nanoTime);
    router = new Router(catalogue, caching.warm(), settings.routing());
  }

  /** See {@link PromptCaching#awaited}. */
  void awaited(Prompt prompt) {
    caching.awaited(prompt);
  }

  private static ModelProvider open(ProviderEndpoint endpoint, Transport transport) {
    try {
      return Providers.open(endpoint, transport);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("provider " + endpoint.name() + ": " + e.getMessage());
    }
  }

  private static ProviderEndpoint endpointOf(Settings.ModelSettings model, Settings settings) {
    return settings.providers().stream()
        .filter(endpoint -> model.provider().isEmpty() || endpoint.name().equals(model.provider()))
        .findFirst()
        .orElseThrow(() ->
            new SettingsException(
                "the model "
                    + model.name()
                    + " names the provider "
                    + model.provider()
                    + ", which is not configured"));
  }

  private ModelProvider provider(ProviderEndpoint endpoint) {
    return Objects.requireNonNull(providers.get(endpoint.name()));
  }

  private static CachedModel cached(Settings.ModelSettings model, Dialect dialect) {
    Settings.Price price = model.price();
    CacheRules rules = cacheRules(model, dialect);
    return new CachedModel(
        rules,
        switch (rules.way()) {
          case MARKED -> Tariff.marked(price.input(), price.output());
          case AUTOMATIC -> Tariff.automatic(price.input(), price.output());
        });
  }

  /**
   * How a model's provider keeps beginnings of prompts.
   *
   * @throws SettingsException when the model names a provider that is not configured
   */
  static CacheRules cacheRules(Settings.ModelSettings model, Settings settings) {
    return cacheRules(model, endpointOf(model, settings).dialect());
  }

  private static CacheRules cacheRules(Settings.ModelSettings model, Dialect dialect) {
    Way way =
        switch (dialect) {
          case ANTHROPIC -> Way.MARKED;
          case OPENAI -> Way.AUTOMATIC;
        };
    Integer minimum = model.cacheMinimumTokens();
    return minimum == null ? CacheRules.of(way, model.name()) : new CacheRules(way, minimum);
  }

  Router router() {
    return router;
  }

  /**
   * Checks that whatever names a model names one that there is.
   *
   * @throws SettingsException when something does not
   */
  void requireKnown(Profiles profiles, @Nullable Classifier classifier) {
    for (Profile profile : profiles.all()) {
      String path = "profiles." + profile.name();
      if (profile.model() != null) {
        requireKnown(path + ".model", profile.model());
      }
      if (profile.choosing().standIns() != null) {
        profile.choosing().standIns().forEach(model -> requireKnown(path + ".stand_ins", model));
      }
    }
    if (classifier != null) {
      requireKnown("routing.classifier.model", classifier.model());
    }
  }

  private void requireKnown(String path, String model) {
    if (!router.knows(model)) {
      throw new SettingsException(path + " " + model + " is not in the models");
    }
  }

  /** Gets connections ready for the calling loop. */
  void warm() {
    providers.values().forEach(ModelProvider::warm);
  }

  /** What keeps prompts from being found again. */
  CacheWarnings warnings() {
    return new CacheWarnings(caching.mistakes());
  }

  void tell(Metrics metrics) {
    warnings().tell(metrics);
    metrics.cache("prompts", () -> (long) sum(Account::hits), () -> (long) sum(ModelParts::misses));
    metrics.count(
        "firstword.prompt.cache.read.tokens",
        "Prompt tokens that models took from their caches.",
        () -> sum(Account::readTokens));
    metrics.count(
        "firstword.prompt.cache.written.tokens",
        "Prompt tokens that models read anew and kept.",
        () -> sum(Account::writtenTokens));
    metrics.value(
        "firstword.prompt.cache.saved",
        "What answers cost less than without prompt caching, less what keeping prompts warm cost;"
            + " in the currency of the prices.",
        () -> sum(account -> account.saved() - account.primesCost()));
    metrics.count(
        "firstword.prompt.cache.primes",
        "Calls to models that kept a prompt warm or made it so, and brought no answer.",
        () -> sum(Account::primes));
  }

  @Override
  public void close() {
    caching.close();
  }

  private static long misses(Account account) {
    return account.prompts() - account.hits();
  }

  private double sum(ToDoubleFunction<Account> figure) {
    return caching.accounts().all().values().stream().mapToDouble(figure).sum();
  }
}
