package dev.firstword.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class DistributionTest {

  private static final double SIGMA = Math.log(4000.0 / 1500) / 2.3263;

  private final SlidingWindow window = new SlidingWindow(Duration.ofSeconds(1), 3, () -> 0L);

  @Test
  void quantilesAreWithinOnePercent() {
    RandomGenerator random = new SplittableRandom(7);
    double[] values = new double[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = sample(random);
      window.record(values[i]);
    }
    Arrays.sort(values);

    Distribution known = window.all();

    for (double share : new double[] {0.1, 0.5, 0.9, 0.95, 0.99, 0.999}) {
      double exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(known.quantile(share)).isCloseTo(exact, withPercentage(1));
    }
    assertThat(known.count()).isEqualTo(values.length);
  }

  @Test
  void accountsForCensoredValues() {
    RandomGenerator random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      double value = sample(random);
      double closedAt = 1000 + 3000 * random.nextDouble();
      if (value <= closedAt) {
        window.record(value);
      } else {
        window.recordCensored(closedAt);
      }
    }

    Distribution known = window.all();

    assertThat(known.quantile(0.5)).isCloseTo(1500, withPercentage(2));
    assertThat(known.quantile(0.95)).isCloseTo(1500 * Math.exp(1.6449 * SIGMA), withPercentage(3));
  }

  @Test
  void doesNotClaimUnobservedQuantiles() {
    for (int i = 0; i < 10; i++) {
      window.recordCensored(100);
    }
    window.record(50);

    assertThat(window.all().hasObserved(0.05)).isTrue();
    assertThat(window.all().hasObserved(0.5)).isFalse();
    assertThat(window.all().observedCount()).isEqualTo(1);
  }

  @Test
  void logNormalPassesThroughItsPercentiles() {
    Distribution assumed = Distribution.logNormal(700, 2000, 20);

    assertThat(assumed.quantile(0.5)).isCloseTo(700, withPercentage(1));
    assertThat(assumed.quantile(0.99)).isCloseTo(2000, withPercentage(1.5));
    assertThat(assumed.count()).isCloseTo(20, within(1e-6));
  }

  @Test
  void plusHonorsWeights() {
    Distribution mostlySlow =
        Distribution.constant(100, 10).plus(Distribution.constant(1000, 1).withWeight(90));

    assertThat(mostlySlow.quantile(0.09)).isCloseTo(100, withPercentage(1));
    assertThat(mostlySlow.quantile(0.11)).isCloseTo(1000, withPercentage(1));
    assertThat(mostlySlow.cdf(500)).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void conditionsOnTimeAlreadyWaited() {
    Distribution either = Distribution.constant(100, 1).plus(Distribution.constant(1000, 1));

    assertThat(either.quantileGivenExceeds(0, 0.5)).isCloseTo(100, withPercentage(1));
    assertThat(either.quantileGivenExceeds(200, 0.5)).isCloseTo(1000, withPercentage(1));
    assertThat(either.quantileGivenExceeds(5000, 0.5)).isEqualTo(5000);
  }

  @Test
  void returnsEquiprobablePoints() {
    double[] points = Distribution.logNormal(1500, 4000, 1).quantilePoints(5);

    assertThat(points).isSorted();
    assertThat(points[2]).isCloseTo(1500, withPercentage(1));
  }

  @Test
  void emptyHasNoQuantile() {
    assertThat(Distribution.empty().isEmpty()).isTrue();
    assertThatThrownBy(() -> Distribution.empty().quantile(0.5))
        .isInstanceOf(IllegalStateException.class);
  }

  private static double sample(RandomGenerator random) {
    return 1500 * Math.exp(SIGMA * random.nextGaussian());
  }
}
