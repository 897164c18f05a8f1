package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import java.util.List;
import java.util.Optional;

/** Detects long prompts that are not cached although they share a prefix. */
final class UncachedPromptRule implements DiagnosticRule {

  /** The prefix length from which most models cache, if it is unknown for a model. */
  private static final int DEFAULT_MIN_PREFIX_TOKENS = 1_024;

  private static final double MAX_CACHED_SHARE = 0.5;

  @Override
  public String id() {
    return "uncached_prompt";
  }

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
    TokenCost cost = TokenCost.of(sample, counted);
    double prefix = sharedPrefix(counted);
    PrefixCacheSimulation prefixes = new PrefixCacheSimulation(counted);
    if (prefixes.hitCount() == 0) {
      return Optional.empty();
    }
    Saving saving =
        Saving.replay(
            cost.basis()
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
                Evidence.of("ms for 1,000 uncached tokens", cost.msPer1k())),
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

  private static double savedMs(FinishedTurn turn, double prefix, TokenCost cost) {
    double additionalTokens = prefix - turn.usage().cacheReadInputTokens();
    return Math.max(0, Math.min(additionalTokens, (double) turn.uncachedTokens()))
        / 1e3
        * cost.msPer1k();
  }
}
