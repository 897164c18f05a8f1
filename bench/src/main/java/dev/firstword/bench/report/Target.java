package dev.firstword.bench.report;

/** The target value of a figure. */
public sealed interface Target {

  /** Returns whether a value meets the target. */
  boolean isMetBy(double value);

  static Target atMost(double limit) {
    return new AtMost(limit);
  }

  static Target atLeast(double limit) {
    return new AtLeast(limit);
  }

  /** Returns the absence of a target: the figure is only reported. */
  static Target none() {
    return new None();
  }

  /** An inclusive upper limit. */
  record AtMost(double limit) implements Target {
    @Override
    public boolean isMetBy(double value) {
      return value <= limit;
    }
  }

  /** An inclusive lower limit. */
  record AtLeast(double limit) implements Target {
    @Override
    public boolean isMetBy(double value) {
      return value >= limit;
    }
  }

  /** No target. */
  record None() implements Target {
    @Override
    public boolean isMetBy(double value) {
      return true;
    }
  }
}
