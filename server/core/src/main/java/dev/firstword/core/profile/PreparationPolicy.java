package dev.firstword.core.profile;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Time budgets of the phases before the model call, and what happens to the turn when a phase is
 * late or fails.
 *
 * @param rules by phase name; {@link PhaseRule#DEFAULT} for phases not listed
 * @param maxPassages the maximum number of passages of the tenant's documents in a prompt; 0: no
 *     retrieval
 * @param caching how providers may cache the prompts
 */
public record PreparationPolicy(Map<String, PhaseRule> rules, int maxPassages, Caching caching) {

  /** The policy of a profile that specifies none. */
  public static final PreparationPolicy DEFAULTS =
      new PreparationPolicy(
          Map.of(
              "history", new PhaseRule(Duration.ofSeconds(2), TimeoutAction.DEGRADE),
              "embedding", new PhaseRule(Duration.ofMillis(500), TimeoutAction.DEGRADE),
              "search", new PhaseRule(Duration.ofSeconds(1), TimeoutAction.SKIP),
              "reranking", new PhaseRule(Duration.ofMillis(500), TimeoutAction.DEGRADE)),
          5);

  public PreparationPolicy {
    rules = Map.copyOf(rules);
  }

  /** Creates a policy with the default caching. */
  public PreparationPolicy(Map<String, PhaseRule> rules, int passages) {
    this(rules, passages, Caching.DEFAULTS);
  }

  public PhaseRule rule(String phase) {
    return rules.getOrDefault(phase, PhaseRule.DEFAULT);
  }

  /** Returns a copy with these rules replaced. */
  public PreparationPolicy with(Map<String, PhaseRule> changed, int newMaxPassages) {
    Map<String, PhaseRule> merged = new LinkedHashMap<>(rules);
    merged.putAll(changed);
    return new PreparationPolicy(merged, newMaxPassages, caching);
  }

  /** Returns a copy with other caching. */
  public PreparationPolicy with(Caching other) {
    return new PreparationPolicy(rules, maxPassages, other);
  }

  /**
   * How providers may cache prompts.
   *
   * @param isKeptWarm whether cached instructions may be refreshed without traffic, if that saves
   *     money
   */
  public record Caching(CacheTtlPolicy ttl, boolean isKeptWarm) {

    public static final Caching DEFAULTS = new Caching(CacheTtlPolicy.AUTO, true);
  }

  /** How long unused instructions stay cached. */
  public enum CacheTtlPolicy {
    OFF,
    FIVE_MINUTES,
    ONE_HOUR,
    /** Whichever TTL turns out cheaper. */
    AUTO
  }

  /**
   * The time budget of one phase.
   *
   * @param budget from the start of the phase; time spent waiting for other phases does not count
   */
  public record PhaseRule(Duration budget, TimeoutAction onTimeout) {

    /** Longer than any phase takes unless it is stuck. */
    public static final PhaseRule DEFAULT =
        new PhaseRule(Duration.ofSeconds(30), TimeoutAction.WAIT);
  }

  /** What happens to the turn when a phase is late or fails. */
  public enum TimeoutAction {
    /** The turn needs the phase: it fails when the budget is spent. */
    WAIT,
    /** The turn continues without the result of the phase. */
    SKIP,
    /** The turn continues with less: a partial result or a simpler method. */
    DEGRADE
  }
}
