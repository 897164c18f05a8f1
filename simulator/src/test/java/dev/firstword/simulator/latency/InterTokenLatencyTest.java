package dev.firstword.simulator.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterTokenLatencyTest {
  private static final int SAMPLES = 400_000;

  @ParameterizedTest
  @ValueSource(doubles = {10, 75, 150, 5_000})
  void theMeanGapIsTheInverseOfTheRate(double tokensPerSecond) {
    double mean = Arrays.stream(sortedSamples(tokensPerSecond)).average().orElseThrow();

    assertThat(mean).isCloseTo(1000 / tokensPerSecond, within(10 / tokensPerSecond));
  }

  @Test
  void gapsHaveTheMeasuredShape() {
    double[] gaps = sortedSamples(75);

    double p50 = gaps[SAMPLES / 2];
    double p99 = gaps[SAMPLES / 100 * 99];

    assertThat(p99 / p50).isCloseTo(57 / 13.7, within(0.15));
  }

  @Test
  void aboutOneGapInAThousandIsAStall() {
    double mean = 1000.0 / 75;

    long stalls = Arrays.stream(sortedSamples(75)).filter(gap -> gap > 14 * mean).count();

    assertThat(stalls).isBetween(SAMPLES / 1_000 * 8 / 10L, SAMPLES / 1_000 * 12 / 10L);
  }

  @Test
  void stallsAreBounded() {
    double longest = Arrays.stream(sortedSamples(75)).max().orElseThrow();

    assertThat(longest).isLessThan(InterTokenLatency.MAX_STALL * 1000 / 75);
  }

  private static double[] sortedSamples(double tokensPerSecond) {
    InterTokenLatency pace = new InterTokenLatency(tokensPerSecond);
    SplittableRandom random = new SplittableRandom(42);
    return DoubleStream.generate(() -> pace.sampleMillis(random)).limit(SAMPLES).sorted().toArray();
  }
}
