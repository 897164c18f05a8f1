package dev.firstword.simulator.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPaceTest {
  private static final int DRAWS = 400_000;

  @ParameterizedTest
  @ValueSource(doubles = {10, 75, 150, 5_000})
  void theMeanGapIsTheRatesInverse(double tokensPerSecond) {
    double mean = Arrays.stream(sorted(tokensPerSecond)).average().orElseThrow();

    assertThat(mean).isCloseTo(1000 / tokensPerSecond, within(10 / tokensPerSecond));
  }

  @Test
  void gapsHaveTheMeasuredShape() {
    double[] gaps = sorted(75);

    double p50 = gaps[DRAWS / 2];
    double p99 = gaps[DRAWS / 100 * 99];

    assertThat(p99 / p50).isCloseTo(57 / 13.7, within(0.15));
  }

  @Test
  void aboutOneGapInAThousandIsAStall() {
    double mean = 1000.0 / 75;

    long stalls = Arrays.stream(sorted(75)).filter(gap -> gap > 14 * mean).count();

    assertThat(stalls).isBetween(DRAWS / 1_000 * 8 / 10L, DRAWS / 1_000 * 12 / 10L);
  }

  @Test
  void noStallIsLongerThanAPersonWouldBear() {
    double longest = Arrays.stream(sorted(75)).max().orElseThrow();

    assertThat(longest).isLessThan(TokenPace.LONGEST_STALL * 1000 / 75);
  }

  private static double[] sorted(double tokensPerSecond) {
    TokenPace pace = new TokenPace(tokensPerSecond);
    SplittableRandom random = new SplittableRandom(42);
    return DoubleStream.generate(() -> pace.drawMillis(random)).limit(DRAWS).sorted().toArray();
  }
}
