package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class HedgeBudgetTest {

  @Property(tries = 50)
  void neverExceedsTheRateOverAThousandTurns(
      @ForAll @DoubleRange(min = 0.01, max = 0.3) double rate,
      @ForAll @DoubleRange(min = 0, max = 1) double wish,
      @ForAll @IntRange(min = 0, max = 200) int underWay,
      @ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    HedgeBudget budget = new HedgeBudget(rate);
    boolean[] hedged = new boolean[5_000];
    boolean[] hedgedThen = new boolean[5_000];

    for (int turn = 0; turn < hedged.length; turn++) {
      budget.startTurn();
      int asking = turn - (underWay == 0 ? 0 : random.nextInt(underWay));
      if (asking >= 0 && !hedged[asking] && random.nextDouble() < wish) {
        hedged[asking] = budget.tryAcquire(asking + 1L);
        hedgedThen[turn] = hedged[asking];
      }
    }

    int allowed = (int) Math.floor(rate * 1_000);
    assertThat(maxInWindow(hedged)).isLessThanOrEqualTo(allowed);
    assertThat(maxInWindow(hedgedThen)).isLessThanOrEqualTo(allowed);
  }

  @Test
  void limitsBurstsAfterAnIdlePeriod() {
    HedgeBudget budget = new HedgeBudget(0.05);
    long turn = 0;
    for (int i = 0; i < 10_000; i++) {
      turn = budget.startTurn();
    }

    int taken = 0;
    while (budget.tryAcquire(turn)) {
      taken++;
    }

    assertThat(taken).isEqualTo(25);
  }

  @Test
  void refillsWithEachTurn() {
    HedgeBudget budget = new HedgeBudget(0.05);
    for (int i = 0; i < 25; i++) {
      budget.tryAcquire(1);
    }
    for (int i = 0; i < 20; i++) {
      budget.startTurn();
    }

    assertThat(budget.tryAcquire(21)).isTrue();
    assertThat(budget.tryAcquire(21)).isFalse();
  }

  private static int maxInWindow(boolean[] hedged) {
    int most = 0;
    int now = 0;
    for (int i = 0; i < hedged.length; i++) {
      now += hedged[i] ? 1 : 0;
      if (i >= HedgeBudget.WINDOW_TURNS && hedged[i - HedgeBudget.WINDOW_TURNS]) {
        now--;
      }
      most = Math.max(most, now);
    }
    return most;
  }
}
