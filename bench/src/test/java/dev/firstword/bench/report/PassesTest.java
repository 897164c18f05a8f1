package dev.firstword.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PassesTest {

  private final Passes passes = new Passes();

  @Test
  void givesTheMedianAndTheSpread() {
    passes.record("wait", 9, "ms");
    passes.record("wait", 2, "ms");
    passes.record("wait", 4, "ms");

    Figure figure = passes.figures().getFirst();

    assertThat(figure.value()).isEqualTo(4);
    assertThat(figure.low()).isEqualTo(2);
    assertThat(figure.high()).isEqualTo(9);
  }

  @Test
  void missesATargetThatOnePassMissed() {
    passes.record("wait", 9, "ms", Target.atMost(5));
    passes.record("wait", 2, "ms", Target.atMost(5));
    passes.record("wait", 4, "ms", Target.atMost(5));

    assertThat(passes.figures().getFirst().missed()).isTrue();
  }
}
