package dev.firstword.core.routing;

import static dev.firstword.relay.testing.Generators.doubles;
import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.longs;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class HedgeBudgetTest {

  @Test
  void neverExceedsTheRateOverAThousandTurns() {
    property(50)
        .forAll(doubles(0.01, 0.3), doubles(0, 1), integers(0, 200), longs())
        .checkAssert(HedgeBudgetTest::assertRateIsKept);
  }

  private static void assertRateIsKept(double rate, double wish, int underWay, long seed) {
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
