package dev.firstword.bench.latency;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Size;
import dev.firstword.window.Sketch;
import java.util.Arrays;
import java.util.Random;

/**
 * How far are percentiles from the exact ones, over a million times as models take them? And is
 * what was counted in slices the same as what is counted as one?
 */
final class SketchQuestion {

  private static final int TIMES = 1_000_000;
  private static final int SLICES = 24;

  /** A measured tail: p50 1.235 s, p99 2.684 s. */
  private static final double MEDIAN_MS = 1_235;

  private static final double SIGMA = 0.334;

  /** A stall in a thousand. */
  private static final double STALLS = 0.001;

  void ask(Passes passes) {
    Random chance = new Random(Size.seed());
    double[] times = new double[TIMES];
    Sketch whole = new Sketch();
    Sketch[] slices = new Sketch[SLICES];
    Arrays.setAll(slices, _ -> new Sketch());
    for (int i = 0; i < TIMES; i++) {
      double stall = chance.nextDouble() < STALLS ? 30_000 * chance.nextDouble() : 0;
      times[i] = MEDIAN_MS * Math.exp(SIGMA * chance.nextGaussian()) + stall;
      whole.record(times[i]);
      slices[i % SLICES].record(times[i]);
    }
    Arrays.sort(times);
    Sketch merged = new Sketch();
    for (Sketch slice : slices) {
      merged.add(slice);
    }
    for (double share : new double[] {0.5, 0.95, 0.99}) {
      double exact = times[(int) Math.ceil(share * TIMES) - 1];
      passes.record(
          "error of p" + Math.round(share * 100) + " over a million times",
          Math.abs(whole.quantile(share) - exact) / exact * 100,
          "%",
          Target.atMost(1));
    }
    passes.record(
        "slices that add up to the whole", merged.equals(whole) ? 1 : 0, "of 1", Target.atLeast(1));
  }
}
