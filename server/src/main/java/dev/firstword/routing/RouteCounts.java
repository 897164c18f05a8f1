package dev.firstword.routing;

import dev.firstword.protocol.TurnEvent.JudgedBy;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.provider.ProviderFailure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often the router did what, since the start. From any thread. */
public final class RouteCounts {

  private final Map<Decision, LongAdder> decisions = new ConcurrentHashMap<>();
  private final Map<Ending, LongAdder> endings = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> unheard = new ConcurrentHashMap<>();
  private final Map<Judged, LongAdder> judged = new ConcurrentHashMap<>();
  private final LongAdder asked = new LongAdder();
  private final LongAdder hedges = new LongAdder();
  private final LongAdder hedgesWon = new LongAdder();
  private final LongAdder hedgesLost = new LongAdder();

  /** A model was taken for a reason. */
  public record Decision(String model, ModelReason reason) {}

  /** A call to a model came to something. */
  public record Ending(String model, Outcome outcome) {}

  /** A question was taken for one of that complexity. */
  public record Judged(Complexity complexity, JudgedBy by) {}

  /** What a call to a model came to. */
  public enum Outcome {
    ANSWERED,
    /** Nobody wanted it any more. */
    CLOSED,
    /** It ended without a word. */
    EMPTY,
    UNREACHABLE,
    UNAUTHORIZED,
    REJECTED,
    RATE_LIMITED,
    OVERLOADED,
    SERVER_ERROR,
    CUT,
    MALFORMED,
    SILENT;

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
      };
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void decided(String model, ModelReason reason) {
    decisions.computeIfAbsent(new Decision(model, reason), _ -> new LongAdder()).increment();
  }

  void asked() {
    asked.increment();
  }

  void ended(String model, Outcome outcome) {
    endings.computeIfAbsent(new Ending(model, outcome), _ -> new LongAdder()).increment();
  }

  /**
   * A call was closed before anybody was told what it took: what it cost was for nothing.
   *
   * @param inputTokens as far as is known, which is an estimate: nobody has told its usage yet
   */
  void unheard(String model, long inputTokens) {
    unheard.computeIfAbsent(model, _ -> new LongAdder()).add(inputTokens);
  }

  void judged(Complexity complexity, JudgedBy by) {
    judged.computeIfAbsent(new Judged(complexity, by), _ -> new LongAdder()).increment();
  }

  void hedged() {
    hedges.increment();
  }

  void hedgeEnded(boolean won) {
    (won ? hedgesWon : hedgesLost).increment();
  }

  /** How often each model was taken for each reason. */
  public Map<Decision, Long> decisions() {
    return sums(decisions);
  }

  /** What calls came to. */
  public Map<Ending, Long> endings() {
    return sums(endings);
  }

  /**
   * Input of calls that were closed before they had told what they took, in estimated tokens that
   * were not cached, by model: what second calls, models that were given up, and summaries that
   * nobody wanted any more have cost.
   */
  public Map<String, Long> unheardInputTokens() {
    return sums(unheard);
  }

  /** How complex questions were, and who said so. */
  public Map<Judged, Long> judgements() {
    return sums(judged);
  }

  private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
    Map<K, Long> sums = new HashMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }

  /** How many calls were made to models, second ones included. */
  public long calls() {
    return asked.sum();
  }

  /** How many second calls were made beside a slow one. */
  public long hedges() {
    return hedges.sum();
  }

  /** How many of those spoke first. */
  public long hedgesWon() {
    return hedgesWon.sum();
  }

  /** How many were closed because the slow one spoke first after all. */
  public long hedgesLost() {
    return hedgesLost.sum();
  }
}
