package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The turns that failed, by cause. They have no latency, and miss every objective.
 *
 * @param turns the turns that have text or failed
 * @param failed those that failed
 * @param causes the most frequent first
 * @param allowedShare the share of turns that the strictest objective allows to fail
 */
public record Failures(int turns, int failed, List<Cause> causes, double allowedShare) {

  /** Fewer may be chance. */
  private static final int MIN_FAILED = 3;

  /** With few turns, only failures of at least this share are no chance. */
  private static final double MIN_SHARE_OF_FEW = 0.5;

  private static final double DEFAULT_ALLOWED_SHARE = 0.01;

  private static final String ALLOW_FALLBACKS =
      "Allow models of another provider as fallbacks (profiles.NAME.fallbacks).";

  private static final Map<String, Explanation> EXPLANATIONS =
      Map.ofEntries(
          Map.entry(
              "model_unreachable",
              new Explanation(
                  "the provider could not be reached",
                  "Check providers[].base_url and the network.")),
          Map.entry(
              "model_unauthorized",
              new Explanation(
                  "the provider did not accept the key", "Check the key of the provider.")),
          Map.entry(
              "model_rejected",
              new Explanation(
                  "the provider rejected the request",
                  "Check the name of the model, and its unsupported options.")),
          Map.entry(
              "model_rate_limited",
              new Explanation(
                  "the provider had too many calls",
                  "Raise the limit at the provider. " + ALLOW_FALLBACKS)),
          Map.entry(
              "model_limit_reached",
              new Explanation(
                  "the account's spending limit was reached", "Raise it at the provider.")),
          Map.entry(
              "model_overloaded", new Explanation("the provider was overloaded", ALLOW_FALLBACKS)),
          Map.entry("model_failed", new Explanation("the provider had a fault", ALLOW_FALLBACKS)),
          Map.entry("model_cut", new Explanation("the provider's stream broke", ALLOW_FALLBACKS)),
          Map.entry(
              "model_malformed",
              new Explanation(
                  "the provider's response could not be read",
                  "Check the dialect of the provider.")),
          Map.entry(
              "model_silent",
              new Explanation(
                  "the model did not answer in time",
                  "Allow faster models as fallbacks, or raise"
                      + " profiles.NAME.first_token_timeout.")),
          Map.entry(
              "model_declined",
              new Explanation("the model declined to answer", "Check the instructions.")),
          Map.entry(
              "model_empty",
              new Explanation("the model wrote nothing", "Try another model for the profile.")),
          Map.entry(
              "too_many_steps",
              new Explanation(
                  "the model called tools too often", "Raise profiles.NAME.tools.max_steps.")),
          Map.entry(
              "interrupted",
              new Explanation("the server restarted", "The log says why it stopped.")));

  private record Explanation(String reason, String remedy) {}

  /**
   * Turns that failed with the same code, with the same model.
   *
   * @param code the code of their errors
   * @param model empty if none was called
   * @param reason a clause that says what happened
   * @param remedy a sentence that says what to do
   */
  public record Cause(String code, String model, int turns, String reason, String remedy) {

    private static Cause of(String code, String model, int turns) {
      Explanation explanation =
          EXPLANATIONS.getOrDefault(
              code, new Explanation("of an error", "The log has its details."));
      return new Cause(code, model, turns, explanation.reason, explanation.remedy);
    }
  }

  private record Group(String code, String model) {}

  /** Counts the failures of turns. */
  static Failures of(List<RecentTurn> all, Slos slos) {
    Map<Group, Integer> counts = new HashMap<>();
    int turns = 0;
    int failed = 0;
    for (RecentTurn kept : all) {
      FinishedTurn turn = kept.turn();
      boolean hasFailed = turn.outcome() == Outcome.FAILED;
      if (hasFailed) {
        failed++;
        String code = Objects.requireNonNullElse(turn.errorCode(), "unknown");
        counts.merge(new Group(code, turn.model()), 1, Integer::sum);
      }
      if (hasFailed || turn.timeline().hasText()) {
        turns++;
      }
    }
    List<Cause> causes =
        counts.entrySet().stream()
            .map(each -> Cause.of(each.getKey().code, each.getKey().model, each.getValue()))
            .sorted(
                Comparator.comparingInt((Cause cause) -> -cause.turns)
                    .thenComparing(Cause::code)
                    .thenComparing(Cause::model))
            .toList();
    double allowed =
        slos.all().stream()
            .mapToDouble(slo -> 1 - slo.target())
            .min()
            .orElse(DEFAULT_ALLOWED_SHARE);
    return new Failures(turns, failed, causes, allowed);
  }

  double share() {
    return turns == 0 ? 0 : (double) failed / turns;
  }

  /** Returns whether so many fail that nothing else is worth changing before. */
  boolean areTooMany() {
    return failed >= MIN_FAILED
        && (turns < Slo.MIN_TURNS ? share() >= MIN_SHARE_OF_FEW : share() > allowedShare);
  }
}
