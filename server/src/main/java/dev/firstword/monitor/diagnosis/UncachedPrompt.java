package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The model reads a long prompt anew each time, though it begins the same. */
final class UncachedPrompt implements Remedy {

  /** From which on a prompt is remembered by most models, where theirs is not known. */
  private static final int USUAL_LEAST_PREFIX = 1_024;

  private static final double MOST_CACHED = 0.5;

  /** Prompts that differ by less say nothing about what a token costs. */
  private static final double LEAST_DIFFERENCE = 1_000;

  private static final int LEAST_PAIRS = 100;

  /** Pairs are taken at these distances in the list, so that there are not too many. */
  private static final int[] DISTANCES = {1, 7, 19};

  @Override
  public String id() {
    return "uncached_prompt";
  }

  /**
   * What a thousand tokens cost that are read anew.
   *
   * @param basis how that is known
   */
  private record Cost(double msPer1k, String basis) {}

  @Override
  public Optional<Finding> examine(Sample sample) {
    List<KeptTurn> counted =
        sample.turns().stream().filter(kept -> kept.turn().inputTokens() > 0).toList();
    if (counted.size() < Sample.LEAST) {
      return Optional.empty();
    }
    Spread input = Spread.of(counted, kept -> kept.turn().inputTokens());
    double least = leastPrefix(sample, counted);
    double all = counted.stream().mapToDouble(kept -> kept.turn().inputTokens()).sum();
    double read =
        counted.stream().mapToDouble(kept -> kept.turn().usage().cacheReadInputTokens()).sum();
    double cached = read / all;
    if (input.p50() < least || cached >= MOST_CACHED) {
      return Optional.empty();
    }
    Cost cost = cost(sample, counted);
    double prefix = sharedPrefix(counted);
    KeptPrefixes prefixes = new KeptPrefixes(counted);
    if (prefixes.found() == 0) {
      return Optional.empty();
    }
    Saving saving =
        Saving.replay(
            cost.basis
                + "; "
                + (counted.size() - prefixes.found())
                + " of them come too soon or too late to find what is kept",
            sample.turns(),
            (kept, times) ->
                prefixes.wouldBeFoundBy(kept)
                    ? times.sooner(
                        Math.min(savedMs(kept.turn(), prefix, cost), Sample.modelTtftMs(kept)))
                    : times);
    return Optional.of(
        new Finding(
            id(),
            "Long prompts are read anew each time",
            "Let the provider keep the part that stays the same: what is read anew costs time and"
                + " money. Keep what changes out of the instructions.",
            "profiles." + Sample.profile(counted) + ".cache.ttl: auto",
            (double) counted.size() / sample.turns().size(),
            List.of(
                new Evidence("input tokens p50", input.p50(), least),
                new Evidence("share of input tokens that were remembered", cached, MOST_CACHED),
                Evidence.of("tokens that prompts begin with in common, at most", prefix),
                Evidence.of("ms for 1,000 tokens read anew", cost.msPer1k)),
            saving));
  }

  private static double leastPrefix(Sample sample, List<KeptTurn> turns) {
    return sample
        .models()
        .find(turns.getLast().turn().model())
        .map(ModelFacts.Model::leastPrefixTokens)
        .orElse(USUAL_LEAST_PREFIX);
  }

  /** No prompt that begins with it is shorter; a few that begin otherwise may be. */
  private static double sharedPrefix(List<KeptTurn> turns) {
    double[] sizes =
        turns.stream().mapToDouble(kept -> kept.turn().inputTokens()).sorted().toArray();
    return sizes[sizes.length / 10];
  }

  private static double savedMs(FinishedTurn turn, double prefix, Cost cost) {
    double more = prefix - turn.usage().cacheReadInputTokens();
    return Math.max(0, Math.min(more, (double) turn.uncachedTokens())) / 1e3 * cost.msPer1k;
  }

  /**
   * The median of the slopes between pairs of turns (Theil 1950, Sen 1968), which the tail of slow
   * answers does not move; or, where prompts are all alike, what is above the time that the
   * configuration expects of a short one.
   */
  private static Cost cost(Sample sample, List<KeptTurn> turns) {
    List<Double> slopes = new ArrayList<>();
    for (int distance : DISTANCES) {
      for (int i = distance; i < turns.size(); i++) {
        KeptTurn one = turns.get(i - distance);
        KeptTurn other = turns.get(i);
        double tokens = (double) other.turn().uncachedTokens() - one.turn().uncachedTokens();
        if (one.turn().model().equals(other.turn().model())
            && Math.abs(tokens) >= LEAST_DIFFERENCE) {
          slopes.add((Sample.modelTtftMs(other) - Sample.modelTtftMs(one)) / tokens * 1e3);
        }
      }
    }
    if (slopes.size() >= LEAST_PAIRS) {
      double[] sorted = slopes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new Cost(
          Math.max(0, sorted[sorted.length / 2]),
          "a token's cost from " + slopes.size() + " pairs of prompts of other lengths");
    }
    double[] costs =
        turns.stream()
            .flatMap(kept ->
                sample.models().find(kept.turn().model()).stream()
                    .map(model ->
                        (Sample.modelTtftMs(kept) - model.ttftP50Ms())
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
