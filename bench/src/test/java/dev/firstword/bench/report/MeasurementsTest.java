package dev.firstword.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MeasurementsTest {

  private final Measurements measurements = new Measurements();

  @Test
  void givesTheMedianAndTheSpread() {
    measurements.record("wait", 9, "ms");
    measurements.record("wait", 2, "ms");
    measurements.record("wait", 4, "ms");

    Figure figure = measurements.figures().getFirst();

    assertThat(figure.value()).isEqualTo(4);
    assertThat(figure.low()).isEqualTo(2);
    assertThat(figure.high()).isEqualTo(9);
  }

  @Test
  void missesATargetThatOnePassMissed() {
    measurements.record("wait", 9, "ms", Target.atMost(5));
    measurements.record("wait", 2, "ms", Target.atMost(5));
    measurements.record("wait", 4, "ms", Target.atMost(5));

    assertThat(measurements.figures().getFirst().isMissed()).isTrue();
  }
}
