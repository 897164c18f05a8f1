package dev.firstword.bench.latency;

import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.core.statistics.QuantileSketch;
import java.util.Arrays;
import java.util.Random;

/**
 * Measures the error of estimated percentiles over a million realistic model latencies, and whether
 * merged slices equal one sketch of all values.
 */
final class SketchAccuracyScenario {

  private static final int TIMES = 1_000_000;
  private static final int SLICES = 24;

  /** The measured percentiles: p50 1.235 s, p99 2.684 s. */
  private static final double MEDIAN_MS = 1_235;

  private static final double SIGMA = 0.334;

  /** One value in a thousand is a stall. */
  private static final double STALL_PROBABILITY = 0.001;

  void measure(Measurements measurements) {
    Random random = new Random(RunSize.seed());
    double[] times = new double[TIMES];
    QuantileSketch whole = new QuantileSketch();
    QuantileSketch[] slices = new QuantileSketch[SLICES];
    Arrays.setAll(slices, _ -> new QuantileSketch());
    for (int i = 0; i < TIMES; i++) {
      double stall = random.nextDouble() < STALL_PROBABILITY ? 30_000 * random.nextDouble() : 0;
      times[i] = MEDIAN_MS * Math.exp(SIGMA * random.nextGaussian()) + stall;
      whole.record(times[i]);
      slices[i % SLICES].record(times[i]);
    }
    Arrays.sort(times);
    QuantileSketch merged = new QuantileSketch();
    for (QuantileSketch slice : slices) {
      merged.merge(slice);
    }
    for (double quantile : new double[] {0.5, 0.95, 0.99}) {
      double exact = times[(int) Math.ceil(quantile * TIMES) - 1];
      measurements.record(
          "error of p" + Math.round(quantile * 100) + " over a million times",
          Math.abs(whole.quantile(quantile) - exact) / exact * 100,
          "%",
          Target.atMost(1));
    }
    measurements.record(
        "slices that add up to the whole", merged.equals(whole) ? 1 : 0, "of 1", Target.atLeast(1));
  }
}
