package dev.firstword.routing;

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
  void overNoThousandTurnsInARowAreThereMoreThanTheRateAllows(
      @ForAll @DoubleRange(min = 0.01, max = 0.3) double rate,
      @ForAll @DoubleRange(min = 0, max = 1) double wish,
      @ForAll @IntRange(min = 0, max = 200) int underWay,
      @ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    HedgeBudget budget = new HedgeBudget(rate);
    boolean[] hedged = new boolean[5_000];
    boolean[] hedgedThen = new boolean[5_000];

    for (int turn = 0; turn < hedged.length; turn++) {
      budget.begin();
      int asking = turn - (underWay == 0 ? 0 : random.nextInt(underWay));
      if (asking >= 0 && !hedged[asking] && random.nextDouble() < wish) {
        hedged[asking] = budget.take(asking + 1L);
        hedgedThen[turn] = hedged[asking];
      }
    }

    int allowed = (int) Math.floor(rate * 1_000);
    assertThat(mostInAWindow(hedged)).isLessThanOrEqualTo(allowed);
    assertThat(mostInAWindow(hedgedThen)).isLessThanOrEqualTo(allowed);
  }

  @Test
  void allowsNoStormAfterAQuietTime() {
    HedgeBudget budget = new HedgeBudget(0.05);
    long turn = 0;
    for (int i = 0; i < 10_000; i++) {
      turn = budget.begin();
    }

    int taken = 0;
    while (budget.take(turn)) {
      taken++;
    }

    assertThat(taken).isEqualTo(25);
  }

  @Test
  void isGivenBackWhatTurnsBringIn() {
    HedgeBudget budget = new HedgeBudget(0.05);
    for (int i = 0; i < 25; i++) {
      budget.take(1);
    }
    for (int i = 0; i < 20; i++) {
      budget.begin();
    }

    assertThat(budget.take(21)).isTrue();
    assertThat(budget.take(21)).isFalse();
  }

  private static int mostInAWindow(boolean[] hedged) {
    int most = 0;
    int now = 0;
    for (int i = 0; i < hedged.length; i++) {
      now += hedged[i] ? 1 : 0;
      if (i >= HedgeBudget.WINDOW && hedged[i - HedgeBudget.WINDOW]) {
        now--;
      }
      most = Math.max(most, now);
    }
    return most;
  }
}
