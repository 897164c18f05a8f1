package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheComparison;
import dev.firstword.core.prompt.CacheLedger;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Manages the providers' prompt caches: sets cache breakpoints in outgoing prompts, tracks which
 * prefixes are warm from what was sent and what usage was reported, and keeps statistics.
 * Thread-safe.
 */
public final class PromptCaching implements AutoCloseable {

  /** Pricing of an unknown model: zero cost and hence zero savings. */
  private static final TokenPricing NO_PRICING = TokenPricing.withExplicitCaching(0, 0);

  private final Map<String, CachedModel> models;
  private final CacheLedger ledger;
  private final CacheStatistics statistics = new CacheStatistics();
  private final CacheMissReport missReport = new CacheMissReport();
  private final CacheMissCounts missCounts = new CacheMissCounts();
  private final SentRequests sentRequests;
  private final CacheWarmer warmer;
  private final InstantSource clock;

  /**
   * How a model's provider caches prompts, and its prices.
   *
   * @param hasDiagnostics whether the provider is asked why a prompt is not found in its cache
   */
  public record CachedModel(CacheRules rules, TokenPricing pricing, boolean hasDiagnostics) {

    /** Creates a model whose provider says nothing of its cache. */
    public CachedModel(CacheRules rules, TokenPricing pricing) {
      this(rules, pricing, false);
    }
  }

  /**
   * Starts without knowledge of what the models have cached.
   *
   * @param loops the event loops on which refreshes run
   */
  public PromptCaching(
      Map<String, CachedModel> models, Supplier<EventLoop> loops, InstantSource clock) {
    this(models, (_, _) -> true, loops, clock);
  }

  /**
   * Creates the caching of models that not every prompt may be sent to.
   *
   * @param mayWarm whether a prompt of this scope may be sent to the model of this name
   */
  public PromptCaching(
      Map<String, CachedModel> models,
      BiPredicate<CacheScope, String> mayWarm,
      Supplier<EventLoop> loops,
      InstantSource clock) {
    this.models = Map.copyOf(models);
    Map<String, CacheRules> rules = new HashMap<>();
    models.forEach((name, model) -> rules.put(name, model.rules()));
    this.clock = clock;
    ledger = new CacheLedger(rules, clock);
    sentRequests = new SentRequests(clock);
    warmer = new CacheWarmer(ledger, mayWarm, loops, clock, this::recordRefresh);
  }

  /** Returns the provider wrapped so that its prompts carry cache breakpoints. */
  public ModelProvider wrap(ModelProvider provider) {
    return new CachingProvider(provider, this);
  }

  /** Returns which prefixes are warm. */
  public WarmPrefixes warmPrefixes() {
    return ledger;
  }

  /** Returns the statistics since startup. */
  public CacheStatistics statistics() {
    return statistics;
  }

  /**
   * Announces that a prompt with these instructions is likely to follow: they are prefetched if
   * they are cold and it is worth the price. Returns immediately.
   */
  public void prefetch(Prompt prompt) {
    warmer.prefetch(prompt);
  }

  /** Returns why prompts miss the cache. */
  public CacheMissReport missReport() {
    return missReport;
  }

  CacheTracker track(ModelRequest request, ModelProvider provider) {
    Prompt prompt = request.prompt();
    String model = request.model();
    CacheTtl ttl =
        isRefreshable(request)
            ? warmer.recordArrival(request, provider, pricing(model))
            : prompt.scope().defaultTtl();
    SentRequests.Sent before = sentRequests.before(request);
    CachePlan plan =
        ledger.plan(model, prompt, ttl).withComparison(comparison(request, provider, before));
    Outcome missReason = missReason(model, prompt);
    CacheLedger.Lookup lookup = ledger.recordSend(model, prompt, plan);
    return new CacheTracker(this, request.withCachePlan(plan), lookup, missReason, before);
  }

  /** Without a request in every turn, there is nothing to compare the next one with. */
  private @Nullable CacheComparison comparison(
      ModelRequest request, ModelProvider provider, SentRequests.@Nullable Sent before) {
    CachedModel model = models.get(request.model());
    boolean isAsked =
        model != null
            && model.hasDiagnostics()
            && !request.prompt().scope().conversation().isEmpty()
            && !request.prompt().scope().ttls().isEmpty()
            && !provider.refusedBy(request.model()).contains(ModelOption.CACHE_DIAGNOSTICS);
    return isAsked ? new CacheComparison(before == null ? "" : before.responseId()) : null;
  }

  private Outcome missReason(String model, Prompt prompt) {
    CachedModel cachedModel = models.get(model);
    if (cachedModel != null
        && ledger.instructionTokens(prompt) < cachedModel.rules().minCacheableTokens()) {
      return Outcome.UNDER_MINIMUM;
    }
    long expiresAtMs = ledger.instructionsExpireAtMs(model, prompt);
    if (expiresAtMs == 0) {
      return Outcome.CHANGED;
    }
    return expiresAtMs <= clock.millis() ? Outcome.EXPIRED : Outcome.MISSED;
  }

  /** Only instructions are refreshed, and only with explicit caching. */
  private boolean isRefreshable(ModelRequest request) {
    CachedModel model = models.get(request.model());
    return model != null
        && model.rules().mode() == Mode.EXPLICIT
        && !request.prompt().scope().ttls().isEmpty()
        && ledger.instructionTokens(request.prompt()) >= model.rules().minCacheableTokens();
  }

  void onResponseStarted(CacheTracker tracker) {
    tracker.lookup().onResponseStarted();
    warmer.onResponseStarted(tracker.request());
  }

  private void recordRefresh(String model, CacheScope scope, Usage usage, double oneHourShare) {
    statistics.recordPrime(model, scope.profile(), pricing(model).inputCost(usage, oneHourShare));
  }

  /** Returns the usage with the savings added. */
  Usage recordAnswer(CacheTracker tracker, Usage usage) {
    tracker.lookup().onUsage(usage);
    ModelRequest request = tracker.request();
    Usage priced =
        usage.withCacheSaved(
            pricing(request.model()).savings(usage, tracker.lookup().oneHourShare()));
    statistics.recordAnswer(
        request.model(),
        request.prompt().scope().profile(),
        priced,
        !request.cachePlan().breakpoints().isEmpty());
    if (isReportable(request)) {
      missReport.record(
          new CacheStatistics.Key(request.model(), request.prompt().scope().profile()),
          tracker.outcome(usage),
          request.prompt().system());
    }
    return priced;
  }

  /** No cache hit is expected of instructions far below the minimum, so these are not reported. */
  private boolean isReportable(ModelRequest request) {
    CachedModel model = models.get(request.model());
    return model != null
        && model.rules().mode() == Mode.EXPLICIT
        && !request.prompt().scope().ttls().isEmpty()
        && ledger.instructionTokens(request.prompt()) >= model.rules().minCacheableTokens() / 4;
  }

  /**
   * Returns what an answered request missed in the cache, and remembers the request for the next
   * one.
   */
  Optional<CacheMiss> recordMiss(
      CacheTracker tracker,
      SentRequests.@Nullable Sent before,
      @Nullable CacheReport report,
      Usage usage) {
    ModelRequest request = tracker.request();
    CachedModel model = models.get(request.model());
    CacheScope scope = request.prompt().scope();
    if (model == null || scope.ttls().isEmpty()) {
      return Optional.empty();
    }
    Optional<CacheMiss> miss =
        sentRequests.miss(
            before,
            request.prompt(),
            request.model(),
            report,
            usage,
            model.rules().minCacheableTokens(),
            scope.defaultTtl().duration());
    sentRequests.record(request, report, usage);
    miss.ifPresent(each -> missCounts.record(request.model(), scope.profile(), each));
    return miss;
  }

  /** Returns how many tokens missed the cache, and why. */
  public CacheMissCounts missCounts() {
    return missCounts;
  }

  private TokenPricing pricing(String model) {
    CachedModel cachedModel = models.get(model);
    return cachedModel == null ? NO_PRICING : cachedModel.pricing();
  }

  /** Stops all refreshes. */
  @Override
  public void close() {
    warmer.close();
  }
}
