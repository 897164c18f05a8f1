package dev.firstword.bench.report;

/**
 * A figure measured over several passes.
 *
 * @param value the median pass
 * @param low the lowest pass
 * @param high the highest pass
 * @param isMet whether every pass met the target
 */
public record Figure(
    String name, double value, String unit, double low, double high, Target target, boolean isMet) {

  public boolean isMissed() {
    return !isMet;
  }
}
