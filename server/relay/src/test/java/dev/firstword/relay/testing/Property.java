package dev.firstword.relay.testing;

import org.quicktheories.QuickTheory;

/**
 * Starts the check of a property with generated values: {@code
 * property().forAll(texts()).checkAssert(text -> ...)}.
 *
 * <p>The seed changes with every run. A failure prints the smallest failing values found and the
 * seed. The system property {@code QT_SEED} repeats a run with that seed.
 */
public final class Property {

  private static final int DEFAULT_TRIES = 1_000;

  /**
   * The library's 100,000 take minutes where a try takes milliseconds; slow properties set fewer.
   */
  private static final int MAX_SHRINKS = 10_000;

  private Property() {}

  /** A property that is tried 1,000 times. */
  public static QuickTheory property() {
    return property(DEFAULT_TRIES);
  }

  /** A property that is tried a number of times. */
  public static QuickTheory property(int tries) {
    return QuickTheory.qt().withExamples(tries).withShrinkCycles(MAX_SHRINKS);
  }
}
