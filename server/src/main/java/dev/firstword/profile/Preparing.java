package dev.firstword.profile;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long each phase before the model may take, and what becomes of the turn when one takes longer
 * or fails.
 *
 * @param rules by the phase's name; a phase that is not named has {@link Rule#PATIENT}
 * @param passages how many passages of the tenant's documents a prompt may carry; 0: none is looked
 *     for
 * @param caching what of a prompt a provider may keep
 */
public record Preparing(Map<String, Rule> rules, int passages, Caching caching) {

  /** What a profile has that says nothing else. */
  public static final Preparing DEFAULTS =
      new Preparing(
          Map.of(
              "history", new Rule(Duration.ofSeconds(2), WhenLate.DEGRADE),
              "embedding", new Rule(Duration.ofMillis(500), WhenLate.DEGRADE),
              "search", new Rule(Duration.ofSeconds(1), WhenLate.SKIP),
              "reranking", new Rule(Duration.ofMillis(500), WhenLate.DEGRADE)),
          5);

  public Preparing {
    rules = Map.copyOf(rules);
  }

  /** Keeping what pays. */
  public Preparing(Map<String, Rule> rules, int passages) {
    this(rules, passages, Caching.DEFAULTS);
  }

  public Rule rule(String phase) {
    return rules.getOrDefault(phase, Rule.PATIENT);
  }

  /** The same with other rules where some are given. */
  public Preparing with(Map<String, Rule> changed, int newPassages) {
    Map<String, Rule> all = new LinkedHashMap<>(rules);
    all.putAll(changed);
    return new Preparing(all, newPassages, caching);
  }

  /** The same with other caching. */
  public Preparing with(Caching other) {
    return new Preparing(rules, passages, other);
  }

  /**
   * What a provider may keep of prompts.
   *
   * @param keepWarm whether it may be refreshed while nobody asks, where that pays
   */
  public record Caching(Life life, boolean keepWarm) {

    public static final Caching DEFAULTS = new Caching(Life.AUTO, true);
  }

  /** How long the instructions are kept that nobody uses. */
  public enum Life {
    OFF,
    FIVE_MINUTES,
    ONE_HOUR,
    /** Whichever turns out cheaper. */
    AUTO
  }

  /**
   * The patience with one phase.
   *
   * @param budget from its start; what it waits for before that does not count
   */
  public record Rule(Duration budget, WhenLate whenLate) {

    /** Longer than anything takes that is not stuck. */
    public static final Rule PATIENT = new Rule(Duration.ofSeconds(30), WhenLate.WAIT);
  }

  /** What becomes of the turn when a phase is late or fails. */
  public enum WhenLate {
    /** It can't go on without: the budget is the end of all patience, and then the turn fails. */
    WAIT,
    /** It goes on without what the phase would have brought. */
    SKIP,
    /** It goes on with less: what there is of it so far, or a simpler way. */
    DEGRADE
  }
}
