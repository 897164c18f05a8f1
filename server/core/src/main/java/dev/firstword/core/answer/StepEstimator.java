package dev.firstword.core.answer;

import dev.firstword.core.answer.StepStatistics.Durations;
import dev.firstword.core.answer.StepStatistics.ProfileSteps;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.event.TurnEvent.Spread;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Estimates how long a turn with tools will take, from how such turns usually continue. Plays the
 * rest of the turn many times with the measured shares and durations (a Monte Carlo simulation),
 * and reports percentiles of the outcomes. Confined to the turn's loop.
 */
final class StepEstimator {

  /** The standard error of a 10th percentile is then about 2 percentage points. */
  private static final int RUNS = 200;

  /** Turns with the same history get the same estimate. */
  private static final long SEED = 0x5eed;

  private final ProfileSteps steps;
  private final int maxSteps;

  StepEstimator(ProfileSteps steps, int maxSteps) {
    this.steps = steps;
    this.maxSteps = maxSteps;
  }

  /**
   * Where a turn is.
   *
   * @param step the number of the current step, from 1
   * @param runsTools whether its tools run, not its model
   * @param sinceMs for how long the model or the tools have been running
   * @param elapsedMs milliseconds since the request
   * @param firstTextMs when the first text was written, from the request; -1 if there is none
   */
  record Position(
      int step, boolean runsTools, double sinceMs, double elapsedMs, double firstTextMs) {}

  Estimate estimate(Position position) {
    SplittableRandom random = new SplittableRandom(SEED);
    Durations durations = steps.durations();
    double[] firstTexts = new double[RUNS];
    double[] totals = new double[RUNS];
    double[] shares = new double[maxSteps + 1];
    for (int step = position.step; step <= maxSteps; step++) {
      shares[step] = steps.toolCallShare(step);
    }
    for (int run = 0; run < RUNS; run++) {
      double now = position.elapsedMs;
      double since = position.sinceMs;
      int step = position.step;
      if (position.runsTools) {
        now += durations.tools().quantileGivenExceeds(since, random.nextDouble()) - since;
        since = 0;
        step++;
      }
      while (step < maxSteps
          && random.nextDouble() < toolCallShare(shares[step], since, durations)) {
        now += durations.step().quantileGivenExceeds(since, random.nextDouble()) - since;
        now += durations.tools().quantile(random.nextDouble());
        since = 0;
        step++;
      }
      double whole = durations.answer().quantileGivenExceeds(since, random.nextDouble());
      double firstText =
          Math.min(whole, durations.firstText().quantileGivenExceeds(since, random.nextDouble()));
      firstTexts[run] = position.firstTextMs < 0 ? now + firstText - since : position.firstTextMs;
      totals[run] = now + whole - since;
    }
    return new Estimate(spread(firstTexts), spread(totals), durations.samples());
  }

  /**
   * The share of model calls that end with tool calls, of those that have run for some time. The
   * longer a call runs, the more likely it is of the slower kind (Bayes).
   */
  private static double toolCallShare(double share, double sinceMs, Durations durations) {
    if (sinceMs <= 0) {
      return share;
    }
    double tools = share * (1 - durations.step().cdf(sinceMs));
    double answer = (1 - share) * (1 - durations.answer().cdf(sinceMs));
    return tools + answer <= 0 ? share : tools / (tools + answer);
  }

  private static Spread spread(double[] outcomes) {
    Arrays.sort(outcomes);
    return new Spread(at(outcomes, 0.1), at(outcomes, 0.5), at(outcomes, 0.9));
  }

  private static long at(double[] sorted, double share) {
    return Math.round(sorted[(int) (share * (sorted.length - 1))]);
  }
}
