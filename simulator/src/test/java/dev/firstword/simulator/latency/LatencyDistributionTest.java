package dev.firstword.simulator.latency;

import static dev.firstword.relay.testing.Generators.doubles;
import static dev.firstword.relay.testing.Generators.longs;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyDistributionTest {
  private static final int SAMPLES = 100_000;

  @ParameterizedTest
  @CsvSource({"300, 800", "700, 2000", "1500, 4000"})
  void drawsHaveTheGivenPercentiles(double p50, double p99) {
    LatencyDistribution time = new LatencyDistribution(p50, p99);

    double[] draws = sortedSamples(time, SAMPLES);

    assertThat(draws[SAMPLES / 2]).isCloseTo(p50, within(p50 * 0.01));
    assertThat(draws[SAMPLES / 100 * 99]).isCloseTo(p99, within(p99 * 0.02));
  }

  @Test
  void sigmaFollowsFromThePercentiles() {
    assertThat(new LatencyDistribution(1500, 4000).sigma()).isCloseTo(0.4216, within(0.0001));
  }

  @Test
  void equalPercentilesAreDeterministic() {
    assertThat(sortedSamples(new LatencyDistribution(200, 200), 100)).containsOnly(200.0);
  }

  @Test
  void zeroMeansImmediately() {
    assertThat(sortedSamples(new LatencyDistribution(0, 0), 100)).containsOnly(0.0);
  }

  @Test
  void theSameSeedDrawsTheSameTimes() {
    LatencyDistribution time = new LatencyDistribution(300, 800);

    assertThat(sortedSamples(time, 1_000)).isEqualTo(sortedSamples(time, 1_000));
  }

  @Test
  void percentilesInTheWrongOrderAreRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LatencyDistribution(800, 300));
  }

  @Test
  void noDrawIsNegative() {
    property()
        .forAll(doubles(0, 10_000), doubles(1, 20), longs())
        .checkAssert((p50, ratio, seed) -> {
          double millis =
              new LatencyDistribution(p50, p50 * ratio).sampleMillis(new SplittableRandom(seed));

          assertThat(millis).isGreaterThanOrEqualTo(0);
        });
  }

  private static double[] sortedSamples(LatencyDistribution time, int count) {
    SplittableRandom random = new SplittableRandom(42);
    return DoubleStream.generate(() -> time.sampleMillis(random)).limit(count).sorted().toArray();
  }
}
