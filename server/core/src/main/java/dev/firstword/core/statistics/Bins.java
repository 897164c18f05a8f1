package dev.firstword.core.statistics;

/**
 * Maps values to histogram bins, as in DDSketch (Masson, Rim, Lee, VLDB 2019). Bounds grow by 2 %,
 * so a bin's midpoint is within 1 % of every value in it. The range is 0.01 to ten million, which
 * for milliseconds is 10 microseconds to three hours; values outside count in the nearest bin.
 */
final class Bins {

  private static final double MIN_VALUE = 0.01;
  private static final double MAX_VALUE = 1e7;
  private static final double GROWTH = 1.02;
  private static final double LOG_GROWTH = Math.log(GROWTH);

  static final int COUNT = indexOf(MAX_VALUE) + 1;

  private Bins() {}

  static int indexOf(double value) {
    if (!(value > MIN_VALUE)) {
      return 0;
    }
    return (int) Math.ceil(Math.log(Math.min(value, MAX_VALUE) / MIN_VALUE) / LOG_GROWTH);
  }

  /** The value that represents a bin, at the same relative distance from both of its bounds. */
  static double midpoint(int bin) {
    return upperBound(bin) * 2 / (1 + GROWTH);
  }

  static double upperBound(int bin) {
    return MIN_VALUE * Math.exp(bin * LOG_GROWTH);
  }
}
