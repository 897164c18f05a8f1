package dev.firstword.window;

/**
 * Where a value is counted: bins whose bounds grow by 2 %, so that a bin's middle is within 1 % of
 * every value in it, as in DDSketch (Masson, Rim, Lee, VLDB 2019). From a hundredth to ten million,
 * which for milliseconds is from 10 microseconds to three hours; what is beyond counts as the
 * nearest that is not.
 */
final class Bins {

  private static final double SMALLEST = 0.01;
  private static final double LARGEST = 1e7;
  private static final double GROWTH = 1.02;
  private static final double LOG_GROWTH = Math.log(GROWTH);

  static final int COUNT = of(LARGEST) + 1;

  private Bins() {}

  static int of(double value) {
    if (!(value > SMALLEST)) {
      return 0;
    }
    return (int) Math.ceil(Math.log(Math.min(value, LARGEST) / SMALLEST) / LOG_GROWTH);
  }

  /** The value a bin stands for: as far, in proportion, from its lower bound as from its upper. */
  static double middle(int bin) {
    return upper(bin) * 2 / (1 + GROWTH);
  }

  static double upper(int bin) {
    return SMALLEST * Math.exp(bin * LOG_GROWTH);
  }
}
