package dev.firstword.bench.report;

/**
 * One measured figure over several passes.
 *
 * @param value the median pass
 * @param low the lowest pass
 * @param high the highest pass
 * @param met whether every pass met the target
 */
public record Figure(
    String name, double value, String unit, double low, double high, Target target, boolean met) {

  public boolean missed() {
    return !met;
  }
}
