package dev.firstword.testing.fuzz;

import java.util.Random;

/**
 * A number of cases, each with a random generator of its own. A failure names the seed of its case;
 * the system property {@code fuzz.seed} repeats that one, and {@code fuzz.cases} sets how many are
 * tried.
 */
public final class FuzzRun {

  /** The same in every run: a build must not fail by chance. Long runs use other seeds. */
  private static final long DEFAULT_SEED = 17;

  private static final long CASE_STRIDE = 0x9E3779B97F4A7C15L; // The golden ratio: far apart.

  private FuzzRun() {}

  /** A check of one case. */
  public interface FuzzCase {
    void run(Random random) throws Exception;
  }

  /** Runs a case for each seed, and reports the first that fails. */
  public static void ofCases(int cases, FuzzCase check) {
    Long only = Long.getLong("fuzz.seed");
    if (only != null) {
      run(only, check);
      return;
    }
    for (int i = 0; i < Integer.getInteger("fuzz.cases", cases); i++) {
      run(seedOf(DEFAULT_SEED, i), check);
    }
  }

  /** The seed of a case in a run. */
  public static long seedOf(long runSeed, int number) {
    return runSeed + number * CASE_STRIDE;
  }

  private static void run(long seed, FuzzCase check) {
    try {
      check.run(new Random(seed));
    } catch (Exception | Error e) {
      throw new AssertionError("repeat this case with -Dfuzz.seed=" + seed, e);
    }
  }
}
