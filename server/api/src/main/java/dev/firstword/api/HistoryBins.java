package dev.firstword.api;

import dev.firstword.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.List;

/**
 * The bins of a heat map: six for each power of ten, limited to those between the smallest and the
 * largest value.
 *
 * @param bounds the upper bounds of the bins, ascending; the first bin begins at {@code lowest}
 */
record HistoryBins(double lowest, List<Double> bounds) {

  private static final double[] STEPS = {1, 1.5, 2, 3, 5, 7};

  /** Larger than any duration or count that is recorded. */
  private static final double MAX_BOUND = 1e8;

  /** Returns the bins that hold all values of some sketches; none without values. */
  static HistoryBins of(List<QuantileSketch> sketches) {
    double lowest = 0;
    List<Double> used = new ArrayList<>();
    long total = sketches.stream().mapToLong(QuantileSketch::count).sum();
    for (double decade = 1; decade <= MAX_BOUND; decade *= 10) {
      for (double step : STEPS) {
        double bound = step * decade;
        long below = sketches.stream().mapToLong(sketch -> sketch.countUpTo(bound)).sum();
        if (below == 0) { // Also without any value.
          lowest = bound;
          continue;
        }
        used.add(bound);
        if (below == total) {
          return new HistoryBins(lowest, used);
        }
      }
    }
    return new HistoryBins(lowest, used);
  }

  /** Returns how many values of a sketch are in each bin. */
  List<Long> counts(QuantileSketch sketch) {
    List<Long> counts = new ArrayList<>(bounds.size());
    long below = 0;
    for (double bound : bounds) {
      long upTo = sketch.countUpTo(bound);
      counts.add(upTo - below);
      below = upTo;
    }
    return counts;
  }
}
