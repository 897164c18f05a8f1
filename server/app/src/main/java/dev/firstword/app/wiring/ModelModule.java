package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.provider.KeyedProvider;
import dev.firstword.adapters.provider.Providers;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.StorageSettings;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RejectedThoughtCounts;
import dev.firstword.core.routing.Catalogue;
import dev.firstword.core.routing.CatalogueModel;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.caching.CacheMissCounts;
import dev.firstword.core.routing.caching.CacheStatistics.Totals;
import dev.firstword.core.routing.caching.PromptCaching;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.core.routing.caching.TokenPricing;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model side of a server: providers, prompt caching and the router. */
final class ModelModule implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ModelModule.class);

  private final Map<String, ModelProvider> providers = new LinkedHashMap<>();
  private final Settings settings;
  private final ProviderKeyFiles keyFiles;
  private final PromptCaching caching;
  private final Catalogue catalogue;
  private final Router router;
  private final ModelRetirements retirements;
  private final ReportedModels reported;

  /**
   * Builds the module from the settings. Opens no connections yet.
   *
   * @param settings with at least one provider
   * @param loops supplies the event loops on which prompts are kept warm
   */
  ModelModule(
      Settings settings, Transport transport, Supplier<EventLoop> loops, TaskScheduler scheduler) {
    this.settings = settings;
    keyFiles = new ProviderKeyFiles(scheduler);
    Clock clock = scheduler.clock();
    Map<String, CachedModel> cached = new LinkedHashMap<>();
    for (CatalogueModelSettings model : settings.models()) {
      cached.put(model.name(), cachedModel(model, endpointOf(model, settings)));
    }
    caching = new PromptCaching(cached, mayWarm(settings), loops, clock);
    for (ProviderEndpoint endpoint : settings.providers()) {
      KeyedProvider provider = openProvider(withModels(endpoint, settings), transport, clock);
      keyFiles.add(endpoint, provider::replaceKey);
      providers.put(endpoint.name(), caching.wrap(provider));
    }
    reported =
        new ReportedModels(
            settings.models().stream()
                .collect(
                    Collectors.toMap(
                        CatalogueModelSettings::name,
                        model -> provider(endpointOf(model, settings)),
                        (first, _) -> first)),
            loops,
            new ReportedModelFile(
                settings.storage().kind() == StorageSettings.Kind.MEMORY ? null : settings.data()),
            ReportedModels.DEFAULT_DELAY,
            scheduler);
    catalogue =
        new Catalogue(
            settings.models().stream()
                .map(model ->
                    new CatalogueModel(
                        model.name(),
                        provider(endpointOf(model, settings)),
                        model.relativeCost(),
                        model.ttftP50(),
                        model.ttftP99(),
                        model.tokensPerSecond(),
                        capabilities(model, reported.of(model.name())),
                        model.unsupported(),
                        model.region()))
                .toList(),
            settings.regions(),
            clock::nanoTime);
    retirements = new ModelRetirements(settings.models(), clock);
    settings.models().forEach(model -> updateRetirement(model.name(), reported.of(model.name())));
    retirements.logWarnings();
    router = new Router(catalogue, caching.warmPrefixes(), settings.routing());
  }

  /** Whether a prompt may be sent to a model while nobody waits for an answer. */
  private static BiPredicate<CacheScope, String> mayWarm(Settings settings) {
    Map<String, String> regions = new HashMap<>();
    for (CatalogueModelSettings model : settings.models()) {
      if (model.region() != null) {
        regions.put(model.name(), model.region());
      }
    }
    return (scope, model) ->
        settings.regions().of(scope.tenant(), scope.profile()).allows(regions.get(model));
  }

  /** Starts to ask the providers about their models. Nothing waits for the answers. */
  void startBackgroundWork() {
    reported.start(this::onReported);
    keyFiles.start();
  }

  private void onReported(String name, ReportedModel description) {
    for (CatalogueModelSettings model : settings.models()) {
      if (model.name().equals(name)) {
        ModelCapabilities described = capabilities(model, description);
        catalogue.setCapabilities(name, described);
        updateRetirement(name, description);
        if (!described.equals(capabilities(model, null))) {
          log.info("the provider of {} says more of it than the built-in table", name);
        }
      }
    }
  }

  private void updateRetirement(String name, @Nullable ReportedModel description) {
    if (description != null && description.lifecycle() != null) {
      retirements.update(name, description.lifecycle());
    }
  }

  private ModelCapabilities capabilities(
      CatalogueModelSettings model, @Nullable ReportedModel description) {
    return SameModels.readingThoughts(
        ConfiguredCapabilities.of(model, endpointOf(model, settings).dialect(), description),
        model,
        settings.models());
  }

  private static ProviderEndpoint withModels(ProviderEndpoint endpoint, Settings settings) {
    String first = settings.providers().getFirst().name();
    return endpoint.withModels(SameModels.servedBy(endpoint, settings.models(), first));
  }

  /** See {@link PromptCaching#prefetch}. */
  void prefetch(Prompt prompt) {
    caching.prefetch(prompt);
  }

  private static KeyedProvider openProvider(
      ProviderEndpoint endpoint, Transport transport, Clock clock) {
    try {
      return Providers.open(endpoint, transport, clock);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("provider " + endpoint.name() + ": " + e.getMessage());
    }
  }

  private static ProviderEndpoint endpointOf(CatalogueModelSettings model, Settings settings) {
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

  private static CachedModel cachedModel(CatalogueModelSettings model, ProviderEndpoint endpoint) {
    CacheRules rules = cacheRules(model, endpoint.dialect());
    boolean hasDiagnostics =
        endpoint.cacheDiagnostics()
            && KnownModels.find(model.lookupName())
                .filter(known -> known.capabilities().cache().hasDiagnostics())
                .isPresent();
    return new CachedModel(rules, pricing(model, rules.mode()), hasDiagnostics);
  }

  /** Returns what a model's tokens cost. */
  static TokenPricing pricing(CatalogueModelSettings model, Settings settings) {
    return pricing(model, cacheRules(model, settings).mode());
  }

  private static TokenPricing pricing(CatalogueModelSettings model, Mode mode) {
    CatalogueModelSettings.Price price = model.price();
    return KnownModels.find(model.lookupName())
        .map(known -> pricing(price, known.capabilities().cache()))
        .orElseGet(() ->
            switch (mode) {
              case EXPLICIT -> TokenPricing.withExplicitCaching(price.input(), price.output());
              case AUTOMATIC -> TokenPricing.withAutomaticCaching(price.input(), price.output());
            });
  }

  private static TokenPricing pricing(
      CatalogueModelSettings.Price price, ModelCapabilities.Cache cache) {
    return new TokenPricing(
        price.input(),
        price.output(),
        cache.readFactor(),
        cache.writeFactor(),
        cache.longWriteFactor());
  }

  /**
   * Returns how a model's provider caches prompt prefixes.
   *
   * @throws SettingsException if the model names a provider that is not configured
   */
  static CacheRules cacheRules(CatalogueModelSettings model, Settings settings) {
    return cacheRules(model, endpointOf(model, settings).dialect());
  }

  private static CacheRules cacheRules(CatalogueModelSettings model, Dialect dialect) {
    Mode way =
        switch (dialect) {
          case ANTHROPIC -> Mode.EXPLICIT;
          case OPENAI, RESPONSES -> Mode.AUTOMATIC;
        };
    Integer minimum = model.minCacheableTokens();
    return minimum == null ? CacheRules.of(way, model.lookupName()) : new CacheRules(way, minimum);
  }

  Router router() {
    return router;
  }

  /** Opens connections to the providers on the calling event loop. */
  void warmUpConnections() {
    providers.values().forEach(ModelProvider::preconnect);
  }

  /** Returns what prevents prompt cache hits. */
  CacheWarnings cacheWarnings() {
    return new CacheWarnings(caching.missReport());
  }

  void registerMetrics(Metrics metrics) {
    cacheWarnings().registerMetrics(metrics);
    retirements.registerMetrics(metrics);
    metrics.registerCounter(
        "firstword.thoughts.refused.calls",
        "Calls that a provider refused because of a thought of an earlier call."
            + " Each was repeated without such thoughts.",
        () -> sumRejectedThoughts(RejectedThoughtCounts::refusedCalls));
    metrics.registerCounter(
        "firstword.thoughts.dropped",
        "Thoughts that were sent back, and that the provider reported to have left out.",
        () -> sumRejectedThoughts(RejectedThoughtCounts::droppedThoughts));
    metrics.registerCache(
        "prompts", () -> (long) sum(Totals::hits), () -> (long) sum(ModelModule::misses));
    metrics.registerCounter(
        "firstword.prompt.cache.read.tokens",
        "Prompt tokens that models read from their caches.",
        () -> sum(Totals::readTokens));
    metrics.registerCounter(
        "firstword.prompt.cache.written.tokens",
        "Prompt tokens that models wrote to their caches.",
        () -> sum(Totals::writtenTokens));
    List<String> missLabels = List.of("model", "profile", "cause");
    metrics.registerCounters(
        "firstword.prompt.cache.misses",
        "Calls that read tokens anew which the request before had cached, by cause.",
        missLabels,
        () -> missCounts(CacheMissCounts.Totals::calls));
    metrics.registerCounters(
        "firstword.prompt.cache.missed.tokens",
        "Tokens that missed the cache although the previous request had cached them, by cause.",
        missLabels,
        () -> missCounts(CacheMissCounts.Totals::tokens));
    metrics.registerGauge(
        "firstword.prompt.cache.saved",
        "What prompt caching saved, less what keeping prompts warm cost;"
            + " in the currency of the prices.",
        () -> sum(account -> account.savings() - account.primeCost()));
    metrics.registerCounter(
        "firstword.prompt.cache.refreshes",
        "Calls to models that only kept a prompt warm or prefetched it.",
        () -> sum(Totals::primeCalls));
  }

  @Override
  public void close() {
    keyFiles.close();
    reported.close();
    caching.close();
  }

  private static long misses(Totals account) {
    return account.prompts() - account.hits();
  }

  private Map<List<String>, Long> missCounts(Function<CacheMissCounts.Totals, Long> property) {
    Map<List<String>, Long> counts = new HashMap<>();
    caching
        .missCounts()
        .snapshot()
        .forEach((key, totals) ->
            counts.put(
                List.of(key.model(), key.profile(), key.cause().wireName()),
                property.apply(totals)));
    return counts;
  }

  private double sumRejectedThoughts(ToDoubleFunction<RejectedThoughtCounts> property) {
    return providers.values().stream()
        .map(ModelProvider::rejectedThoughtCounts)
        .mapToDouble(property)
        .sum();
  }

  private double sum(ToDoubleFunction<Totals> property) {
    return caching.statistics().snapshot().values().stream().mapToDouble(property).sum();
  }
}
