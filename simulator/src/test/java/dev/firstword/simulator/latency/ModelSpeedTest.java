package dev.firstword.simulator.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelSpeedTest {
  private final ModelSpeed speed = new ModelSpeed(new FirstTokenTime(700, 700), new TokenPace(75));

  @Test
  void uncachedInputDelaysTheFirstToken() {
    ModelSpeed.Start start = speed.draw(10_000, 110, new SplittableRandom(1));

    assertThat(Duration.ofNanos(start.firstTokenNanos())).isEqualTo(Duration.ofMillis(1800));
  }

  @Test
  void inputFromTheCacheDoesNot() {
    ModelSpeed.Start start = speed.draw(0, 110, new SplittableRandom(1));

    assertThat(Duration.ofNanos(start.firstTokenNanos())).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void theHeadLeavesBeforeTheFirstToken() {
    ModelSpeed.Start start = speed.draw(0, 75, new SplittableRandom(1));

    assertThat(start.headNanos()).isPositive().isLessThan(start.firstTokenNanos());
  }
}
