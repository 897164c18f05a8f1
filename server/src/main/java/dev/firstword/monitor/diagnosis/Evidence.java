package dev.firstword.monitor.diagnosis;

/**
 * A measured figure that an answer rests on.
 *
 * @param limit what it was held against; NaN for none
 */
public record Evidence(String name, double value, double limit) {

  public static Evidence of(String name, double value) {
    return new Evidence(name, value, Double.NaN);
  }
}
