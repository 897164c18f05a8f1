package dev.firstword.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.statistics.QuantileSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryBinsTest {

  @Test
  void reachFromTheSmallestValueToTheLargest() {
    HistoryBins bins = HistoryBins.of(List.of(sketchOf(480), sketchOf(900, 1_200)));

    assertThat(bins.lowest()).isEqualTo(300);
    assertThat(bins.bounds()).containsExactly(500.0, 700.0, 1_000.0, 1_500.0);
  }

  @Test
  void countEachValueOnce() {
    QuantileSketch sketch = sketchOf(480, 900, 950, 1_200);
    HistoryBins bins = HistoryBins.of(List.of(sketch));

    assertThat(bins.counts(sketch)).containsExactly(1L, 0L, 2L, 1L);
    assertThat(bins.counts(sketchOf(900))).containsExactly(0L, 0L, 1L, 0L);
  }

  @Test
  void beginAtZeroForTheSmallestValues() {
    HistoryBins bins = HistoryBins.of(List.of(sketchOf(0, 1.2)));

    assertThat(bins.lowest()).isZero();
    assertThat(bins.bounds()).containsExactly(1.0, 1.5);
  }

  @Test
  void areNoneWithoutValues() {
    assertThat(HistoryBins.of(List.of()).bounds()).isEmpty();
  }

  private static QuantileSketch sketchOf(double... values) {
    QuantileSketch sketch = new QuantileSketch();
    for (double value : values) {
      sketch.record(value);
    }
    return sketch;
  }
}
