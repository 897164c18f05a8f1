package dev.firstword.simulator.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelLatencyTest {
  private final ModelLatency latency =
      new ModelLatency(new LatencyDistribution(700, 700), new InterTokenLatency(75));

  @Test
  void uncachedInputDelaysTheFirstToken() {
    ModelLatency.ResponseStart start = latency.sampleStart(10_000, 110, new SplittableRandom(1));

    assertThat(Duration.ofNanos(start.firstTokenNanos())).isEqualTo(Duration.ofMillis(1800));
  }

  @Test
  void cachedInputDoesNotDelayTheFirstToken() {
    ModelLatency.ResponseStart start = latency.sampleStart(0, 110, new SplittableRandom(1));

    assertThat(Duration.ofNanos(start.firstTokenNanos())).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void theHeadLeavesBeforeTheFirstToken() {
    ModelLatency.ResponseStart start = latency.sampleStart(0, 75, new SplittableRandom(1));

    assertThat(start.headNanos()).isPositive().isLessThan(start.firstTokenNanos());
  }
}
