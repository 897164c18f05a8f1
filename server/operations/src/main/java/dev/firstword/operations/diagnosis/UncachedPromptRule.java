package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Detects long prompts that are not cached although they share a prefix. */
final class UncachedPromptRule implements DiagnosticRule {

  /** The prefix length from which most models cache, if it is unknown for a model. */
  private static final int DEFAULT_MIN_PREFIX_TOKENS = 1_024;

  private static final double MAX_CACHED_SHARE = 0.5;

  /** Prompts that differ by less do not reveal the cost of a token. */
  private static final double MIN_TOKEN_DIFFERENCE = 1_000;

  private static final int MIN_PAIRS = 100;

  /** Turns at these distances in the list form pairs, which limits their number. */
  private static final int[] PAIR_DISTANCES = {1, 7, 19};

  @Override
  public String id() {
    return "uncached_prompt";
  }

  /**
   * What a thousand uncached tokens cost.
   *
   * @param basis how that is known
   */
  private record Cost(double msPer1k, String basis) {}

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    List<RecentTurn> counted =
        sample.turns().stream().filter(kept -> kept.turn().inputTokens() > 0).toList();
    if (counted.size() < TurnSample.MIN_TURNS) {
      return Optional.empty();
    }
    ExactPercentiles input = ExactPercentiles.of(counted, kept -> kept.turn().inputTokens());
    double minPrefix = minPrefixTokens(sample, counted);
    double all = counted.stream().mapToDouble(kept -> kept.turn().inputTokens()).sum();
    double read =
        counted.stream().mapToDouble(kept -> kept.turn().usage().cacheReadInputTokens()).sum();
    double cached = read / all;
    if (input.p50() < minPrefix || cached >= MAX_CACHED_SHARE) {
      return Optional.empty();
    }
    Cost cost = cost(sample, counted);
    double prefix = sharedPrefix(counted);
    PrefixCacheSimulation prefixes = new PrefixCacheSimulation(counted);
    if (prefixes.hitCount() == 0) {
      return Optional.empty();
    }
    Saving saving =
        Saving.replay(
            cost.basis
                + "; "
                + (counted.size() - prefixes.hitCount())
                + " of them come too soon or too late for a cache hit",
            sample.turns(),
            (kept, times) ->
                prefixes.isHit(kept)
                    ? times.startingEarlier(
                        Math.min(savedMs(kept.turn(), prefix, cost), TurnSample.modelTtftMs(kept)))
                    : times);
    return Optional.of(
        new Recommendation(
            id(),
            "Long prompts are not cached",
            "Let the provider cache the part that stays the same: uncached tokens cost time and"
                + " money. Keep what changes out of the instructions.",
            "profiles." + TurnSample.mostCommonProfile(counted) + ".cache.ttl: auto",
            (double) counted.size() / sample.turns().size(),
            List.of(
                new Evidence("input tokens p50", input.p50(), minPrefix),
                new Evidence("share of input tokens read from a cache", cached, MAX_CACHED_SHARE),
                Evidence.of("tokens of the common prefix, at most", prefix),
                Evidence.of("ms for 1,000 uncached tokens", cost.msPer1k)),
            saving));
  }

  private static double minPrefixTokens(TurnSample sample, List<RecentTurn> turns) {
    return sample
        .models()
        .find(turns.getLast().turn().model())
        .map(ConfiguredModels.Model::minPrefixTokens)
        .orElse(DEFAULT_MIN_PREFIX_TOKENS);
  }

  /**
   * A prompt with the shared prefix is no shorter than it; a few prompts with other prefixes may
   * be.
   */
  private static double sharedPrefix(List<RecentTurn> turns) {
    double[] sizes =
        turns.stream().mapToDouble(kept -> kept.turn().inputTokens()).sorted().toArray();
    return sizes[sizes.length / 10];
  }

  private static double savedMs(FinishedTurn turn, double prefix, Cost cost) {
    double additionalTokens = prefix - turn.usage().cacheReadInputTokens();
    return Math.max(0, Math.min(additionalTokens, (double) turn.uncachedTokens()))
        / 1e3
        * cost.msPer1k;
  }

  /**
   * Returns the median of the slopes between pairs of turns (Theil 1950, Sen 1968), which is robust
   * against slow outliers. If all prompts are alike, returns the time above what the configuration
   * expects of a short prompt.
   */
  private static Cost cost(TurnSample sample, List<RecentTurn> turns) {
    List<Double> slopes = new ArrayList<>();
    for (int distance : PAIR_DISTANCES) {
      for (int i = distance; i < turns.size(); i++) {
        RecentTurn one = turns.get(i - distance);
        RecentTurn other = turns.get(i);
        double tokens = (double) other.turn().uncachedTokens() - one.turn().uncachedTokens();
        if (one.turn().model().equals(other.turn().model())
            && Math.abs(tokens) >= MIN_TOKEN_DIFFERENCE) {
          slopes.add((TurnSample.modelTtftMs(other) - TurnSample.modelTtftMs(one)) / tokens * 1e3);
        }
      }
    }
    if (slopes.size() >= MIN_PAIRS) {
      double[] sorted = slopes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new Cost(
          Math.max(0, sorted[sorted.length / 2]),
          "a token's cost from " + slopes.size() + " pairs of prompts of different lengths");
    }
    double[] costs =
        turns.stream()
            .flatMap(kept ->
                sample.models().find(kept.turn().model()).stream()
                    .map(model ->
                        (TurnSample.modelTtftMs(kept) - model.ttftP50Ms())
                            / Math.max(1, kept.turn().uncachedTokens())
                            * 1e3))
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    return new Cost(
        costs.length == 0 ? 0 : Math.max(0, costs[costs.length / 2]),
        "a token's cost from what the configuration expects of a short prompt, as all are alike");
  }
}
