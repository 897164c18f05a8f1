package dev.firstword.bench.report;

/** What a figure should come to. */
public sealed interface Target {

  /** Whether a value is good enough. */
  boolean isMetBy(double value);

  static Target atMost(double limit) {
    return new AtMost(limit);
  }

  static Target atLeast(double limit) {
    return new AtLeast(limit);
  }

  /** There is nothing to hold the figure against; it is told all the same. */
  static Target none() {
    return new None();
  }

  /** An upper limit, itself included. */
  record AtMost(double limit) implements Target {
    @Override
    public boolean isMetBy(double value) {
      return value <= limit;
    }
  }

  /** A lower limit, itself included. */
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
