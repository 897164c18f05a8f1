package dev.firstword.core.routing;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts routing decisions and call outcomes since startup. Thread-safe. */
public final class RoutingCounters {

  /** The categories of providers. */
  private static final Set<String> REFUSAL_CATEGORIES =
      Set.of("none", "cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms");

  private final Map<Decision, LongAdder> decisions = new ConcurrentHashMap<>();
  private final Map<CallOutcome, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> unreportedInput = new ConcurrentHashMap<>();
  private final Map<Judgement, LongAdder> judgements = new ConcurrentHashMap<>();
  private final Map<Refusal, LongAdder> refusals = new ConcurrentHashMap<>();
  private final LongAdder calls = new LongAdder();
  private final LongAdder hedges = new LongAdder();
  private final LongAdder hedgesWon = new LongAdder();
  private final LongAdder hedgesLost = new LongAdder();

  /** A model that was chosen, and why. */
  public record Decision(String model, ModelReason reason) {}

  /** A model that declined, and the provider's category. */
  public record Refusal(String model, String category) {}

  /** A model call and how it ended. */
  public record CallOutcome(String model, Outcome outcome) {}

  /** A complexity and what determined it. */
  public record Judgement(Complexity complexity, JudgedBy by) {}

  /** How a model call ended. */
  public enum Outcome {
    ANSWERED,
    /** Cancelled because its answer was no longer needed. */
    CLOSED,
    /** Ended without any text. */
    EMPTY,
    UNREACHABLE,
    UNAUTHORIZED,
    REJECTED,
    RATE_LIMITED,
    OVERLOADED,
    SERVER_ERROR,
    CUT,
    MALFORMED,
    SILENT,
    /** The model declined to answer. */
    DECLINED;

    static Outcome of(ProviderFailure failure) {
      return switch (failure) {
        case ProviderFailure.Unreachable _ -> UNREACHABLE;
        case ProviderFailure.Unauthorized _ -> UNAUTHORIZED;
        case ProviderFailure.Rejected _ -> REJECTED;
        case ProviderFailure.RateLimited _ -> RATE_LIMITED;
        case ProviderFailure.Overloaded _ -> OVERLOADED;
        case ProviderFailure.ServerError _ -> SERVER_ERROR;
        case ProviderFailure.Cut _ -> CUT;
        case ProviderFailure.Malformed _ -> MALFORMED;
        case ProviderFailure.Silent _ -> SILENT;
        case ProviderFailure.Empty empty -> empty.declined() ? DECLINED : EMPTY;
      };
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void recordDecision(String model, ModelReason reason) {
    decisions.computeIfAbsent(new Decision(model, reason), _ -> new LongAdder()).increment();
  }

  void recordCall() {
    calls.increment();
  }

  void recordOutcome(String model, Outcome outcome) {
    outcomes.computeIfAbsent(new CallOutcome(model, outcome), _ -> new LongAdder()).increment();
  }

  /**
   * Counts the input of a call that was closed before its usage was reported, and hence was wasted.
   *
   * @param inputTokens an estimate, since the provider has not reported the usage
   */
  void recordUnreportedInput(String model, long inputTokens) {
    unreportedInput.computeIfAbsent(model, _ -> new LongAdder()).add(inputTokens);
  }

  /** Counts an answer that a model declined. Unknown categories are one. */
  void recordRefusal(String model, String category) {
    String known = category.isEmpty() ? "none" : category;
    refusals
        .computeIfAbsent(
            new Refusal(model, REFUSAL_CATEGORIES.contains(known) ? known : "other"),
            _ -> new LongAdder())
        .increment();
  }

  void recordJudgement(Complexity complexity, JudgedBy by) {
    judgements.computeIfAbsent(new Judgement(complexity, by), _ -> new LongAdder()).increment();
  }

  void recordHedge() {
    hedges.increment();
  }

  void recordHedgeOutcome(boolean won) {
    (won ? hedgesWon : hedgesLost).increment();
  }

  /** How often each model was chosen for each reason. */
  public Map<Decision, Long> decisions() {
    return sums(decisions);
  }

  /** How often calls to each model ended in each way. */
  public Map<CallOutcome, Long> outcomes() {
    return sums(outcomes);
  }

  /**
   * Estimated uncached input tokens, by model, of calls that were closed before they reported their
   * usage: the cost of lost hedges, abandoned calls and cancelled summaries.
   */
  public Map<String, Long> unreportedInputTokens() {
    return sums(unreportedInput);
  }

  /** How often each model declined, by category. */
  public Map<Refusal, Long> refusals() {
    return sums(refusals);
  }

  /** How often questions had each complexity, by what determined it. */
  public Map<Judgement, Long> judgements() {
    return sums(judgements);
  }

  private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
    Map<K, Long> sums = new HashMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }

  /** The number of model calls, hedges included. */
  public long calls() {
    return calls.sum();
  }

  /** The number of hedges sent. */
  public long hedges() {
    return hedges.sum();
  }

  /** How many hedges delivered text first. */
  public long hedgesWon() {
    return hedgesWon.sum();
  }

  /** How many hedges were closed because the primary call delivered text first. */
  public long hedgesLost() {
    return hedgesLost.sum();
  }
}
