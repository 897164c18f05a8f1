package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import java.util.ArrayList;
import java.util.List;

/**
 * What a thousand uncached tokens cost in time.
 *
 * @param basis how that is known
 */
record TokenCost(double msPer1k, String basis) {

  /** Prompts that differ by less do not reveal the cost of a token. */
  private static final double MIN_TOKEN_DIFFERENCE = 1_000;

  private static final int MIN_PAIRS = 100;

  /** Turns at these distances in the list form pairs, which limits their number. */
  private static final int[] PAIR_DISTANCES = {1, 7, 19};

  /**
   * Returns the median of the slopes between pairs of turns (Theil 1950, Sen 1968), which is robust
   * against slow outliers. If all prompts are alike, returns the time above what the configuration
   * expects of a short prompt.
   */
  static TokenCost of(TurnSample sample, List<RecentTurn> turns) {
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
      return new TokenCost(
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
    return new TokenCost(
        costs.length == 0 ? 0 : Math.max(0, costs[costs.length / 2]),
        "a token's cost from what the configuration expects of a short prompt, as all are alike");
  }
}
