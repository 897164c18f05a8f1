package dev.firstword.operations.diagnosis;

/**
 * A measured value that supports a conclusion.
 *
 * @param limit the value it was compared with; NaN if there is none
 */
public record Evidence(String name, double value, double limit) {

  public static Evidence of(String name, double value) {
    return new Evidence(name, value, Double.NaN);
  }
}
