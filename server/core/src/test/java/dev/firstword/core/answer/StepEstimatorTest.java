package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.answer.StepEstimator.Position;
import dev.firstword.core.answer.StepStatistics.ProfileSteps;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.event.TurnEvent.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Seeded agents: the number of steps is geometric, models and tools take log-normal times. An
 * estimate is good if four of five turns end within its 80 % interval.
 */
final class StepEstimatorTest {

  private static final int MAX_STEPS = 25;
  private static final int LEARNT = 400;
  private static final int TURNS = 2_000;

  private long nanos;
  private final ProfileSteps steps = new StepStatistics(() -> nanos).of("agent");
  private final StepEstimator estimator = new StepEstimator(steps, MAX_STEPS);

  /** One model call and, unless it is the last, its tools. */
  private record Step(double modelMs, double firstTextMs, double toolsMs) {}

  @Test
  void coversFourOfFiveTurnsFromTheStart() {
    learn(LEARNT);

    assertThat(coverage(11, _ -> Optional.of(new Position(1, false, 0, 0, -1))))
        .isBetween(0.75, 0.85);
  }

  @Test
  void coversFourOfFiveTurnsWhileToolsRun() {
    learn(LEARNT);

    assertThat(
            coverage(
                12,
                turn -> {
                  Step first = turn.getFirst();
                  return turn.size() == 1 || first.toolsMs <= 500
                      ? Optional.empty()
                      : Optional.of(new Position(1, true, 500, first.modelMs + 500, -1));
                }))
        .isBetween(0.75, 0.85);
  }

  @Test
  void coversFourOfFiveTurnsWhoseModelCallHasRunForLong() {
    learn(LEARNT);

    assertThat(
            coverage(
                13,
                turn ->
                    turn.getFirst().modelMs <= 5_000
                        ? Optional.empty()
                        : Optional.of(new Position(1, false, 5_000, 5_000, -1))))
        .isBetween(0.75, 0.85);
  }

  @Test
  void neverPredictsATimeInThePast() {
    learn(LEARNT);

    Estimate estimate = estimator.estimate(new Position(3, true, 90_000, 120_000, 4_000));

    assertThat(estimate.ttftMs()).isEqualTo(new Spread(4_000, 4_000, 4_000));
    assertThat(estimate.totalMs().p10()).isGreaterThanOrEqualTo(120_000);
  }

  @Test
  void knowsThatTheLastStepCallsNoTools() {
    learn(LEARNT);

    Spread last = estimator.estimate(new Position(MAX_STEPS, false, 0, 0, -1)).totalMs();
    Spread first = estimator.estimate(new Position(1, false, 0, 0, -1)).totalMs();

    assertThat(last.p90()).isLessThan(first.p90());
  }

  @Test
  void saysHowManyAnswersItRestsOn() {
    assertThat(estimator.estimate(new Position(1, false, 0, 0, -1)).samples()).isZero();

    learn(3);
    nanos += 2_000_000_000L;

    assertThat(estimator.estimate(new Position(1, false, 0, 0, -1)).samples()).isEqualTo(3);
  }

  private void learn(int turns) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < turns; i++) {
      List<Step> turn = turn(random);
      for (int step = 1; step < turn.size(); step++) {
        steps.recordToolCalls(step, turn.get(step - 1).modelMs);
        steps.recordTools(turn.get(step - 1).toolsMs);
      }
      steps.recordAnswer(turn.size(), turn.getLast().firstTextMs, turn.getLast().modelMs);
    }
  }

  /** The share of turns that end within the interval of the estimate at the given position. */
  private double coverage(long seed, Function<List<Step>, Optional<Position>> position) {
    SplittableRandom random = new SplittableRandom(seed);
    int covered = 0;
    int estimated = 0;
    for (int i = 0; i < TURNS; i++) {
      List<Step> turn = turn(random);
      Optional<Position> at = position.apply(turn);
      if (at.isPresent()) {
        Spread total = estimator.estimate(at.get()).totalMs();
        double end = turn.stream().mapToDouble(step -> step.modelMs + step.toolsMs).sum();
        estimated++;
        if (end >= total.p10() && end <= total.p90()) {
          covered++;
        }
      }
    }
    assertThat(estimated).isGreaterThan(TURNS / 10);
    return (double) covered / estimated;
  }

  private static List<Step> turn(SplittableRandom random) {
    List<Step> turn = new ArrayList<>();
    while (turn.size() < MAX_STEPS - 1 && random.nextDouble() < 0.6) {
      turn.add(new Step(logNormal(random, 2_500, 0.5), 0, logNormal(random, 3_000, 0.9)));
    }
    double firstText = logNormal(random, 900, 0.4);
    turn.add(new Step(firstText + logNormal(random, 6_000, 0.5), firstText, 0));
    return turn;
  }

  private static double logNormal(SplittableRandom random, double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }
}
