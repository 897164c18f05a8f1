package dev.firstword.routing.caching;

import dev.firstword.loop.EventLoop;
import dev.firstword.prompt.CacheLedger;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.CacheRules;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.routing.caching.CacheMistakes.Outcome;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps what models have read: marks prompts on their way to providers, knows what is warm by what
 * was sent and counted, and accounts for it. From any thread.
 */
public final class PromptCaching implements AutoCloseable {

  /** Of a model that nothing is known of: it costs nothing, so that nothing is saved either. */
  private static final Tariff FREE = Tariff.marked(0, 0);

  private final Map<String, CachedModel> models;
  private final CacheLedger ledger;
  private final CacheAccounts accounts = new CacheAccounts();
  private final CacheMistakes mistakes = new CacheMistakes();
  private final KeepWarm keepWarm;
  private final InstantSource clock;

  /** How a model's provider keeps prompts, and what it takes for them. */
  public record CachedModel(CacheRules rules, Tariff tariff) {}

  /**
   * Knows nothing yet of what those models have read.
   *
   * @param loops on which it may refresh what they have
   */
  public PromptCaching(
      Map<String, CachedModel> models, Supplier<EventLoop> loops, InstantSource clock) {
    this.models = Map.copyOf(models);
    Map<String, CacheRules> rules = new HashMap<>();
    models.forEach((name, model) -> rules.put(name, model.rules()));
    this.clock = clock;
    ledger = new CacheLedger(rules, clock);
    keepWarm = new KeepWarm(ledger, loops, clock, this::refreshed);
  }

  /** The provider, with its prompts marked. */
  public ModelProvider around(ModelProvider provider) {
    return new CachingProvider(provider, this);
  }

  /** What is warm by now. */
  public WarmPrefixes warm() {
    return ledger;
  }

  /** What it came to so far. */
  public CacheAccounts accounts() {
    return accounts;
  }

  /**
   * Somebody seems about to ask a prompt with such instructions: they are read ahead, where they
   * are cold and that is worth its price. Returns at once.
   */
  public void awaited(Prompt prompt) {
    keepWarm.awaited(prompt);
  }

  /** What keeps prompts from being found again. */
  public CacheMistakes mistakes() {
    return mistakes;
  }

  Asked asked(ModelRequest request, ModelProvider provider) {
    Prompt prompt = request.prompt();
    String model = request.model();
    CacheLife life =
        isKeptWarm(request)
            ? keepWarm.arrived(request, provider, tariff(model))
            : prompt.scope().usualLife();
    CachePlan plan = ledger.plan(model, prompt, life);
    Outcome unlessFound = unlessFound(model, prompt);
    CacheLedger.Visit visit = ledger.visit(model, prompt, plan);
    return new Asked(this, request.with(plan), visit, unlessFound);
  }

  private Outcome unlessFound(String model, Prompt prompt) {
    CachedModel known = models.get(model);
    if (known != null && ledger.instructionTokens(prompt) < known.rules().minimumTokens()) {
      return Outcome.UNDER_MINIMUM;
    }
    long forgottenAtMs = ledger.forgetsInstructionsAtMs(model, prompt);
    if (forgottenAtMs == 0) {
      return Outcome.CHANGED;
    }
    return forgottenAtMs <= clock.millis() ? Outcome.EXPIRED : Outcome.MISSED;
  }

  /** Only instructions are, and only where a request says what is kept. */
  private boolean isKeptWarm(ModelRequest request) {
    CachedModel model = models.get(request.model());
    return model != null
        && model.rules().way() == Way.MARKED
        && !request.prompt().scope().lives().isEmpty()
        && ledger.instructionTokens(request.prompt()) >= model.rules().minimumTokens();
  }

  void begun(Asked asked) {
    asked.visit().begun();
    keepWarm.begun(asked.request());
  }

  private void refreshed(String model, CacheScope scope, Usage usage, double forAnHour) {
    accounts.primed(model, scope.profile(), tariff(model).inputCost(usage, forAnHour));
  }

  /** The counts with what was saved. */
  Usage answered(Asked asked, Usage usage) {
    asked.visit().counted(usage);
    ModelRequest request = asked.request();
    Usage priced =
        usage.withCacheSaved(
            tariff(request.model()).saved(usage, asked.visit().writtenForAnHour()));
    accounts.answered(
        request.model(),
        request.prompt().scope().profile(),
        priced,
        !request.cachePlan().marks().isEmpty());
    if (isWorthKeeping(request)) {
      mistakes.add(
          new CacheAccounts.Of(request.model(), request.prompt().scope().profile()),
          asked.outcome(usage),
          request.prompt().system());
    }
    return priced;
  }

  /** Far below the least that is kept nobody would expect anything. */
  private boolean isWorthKeeping(ModelRequest request) {
    CachedModel model = models.get(request.model());
    return model != null
        && model.rules().way() == Way.MARKED
        && !request.prompt().scope().lives().isEmpty()
        && ledger.instructionTokens(request.prompt()) >= model.rules().minimumTokens() / 4;
  }

  private Tariff tariff(String model) {
    CachedModel known = models.get(model);
    return known == null ? FREE : known.tariff();
  }

  /** Refreshes nothing any more. */
  @Override
  public void close() {
    keepWarm.close();
  }
}
