package dev.firstword.bench.harness;

/**
 * The size of a run. The environment may reduce it for a trial: {@code FIRSTWORD_BENCH_TURNS=50
 * FIRSTWORD_BENCH_KILLS=5 make chaos-crash}. Such a run proves less, and its figures are not saved.
 */
public final class RunSize {

  private static final String PREFIX = "FIRSTWORD_BENCH_";

  private RunSize() {}

  /**
   * Returns a size.
   *
   * @param name its name in capitals, such as {@code TURNS}
   * @param defaultSize the size if the environment does not set it
   */
  public static int of(String name, int defaultSize) {
    String set = System.getenv(PREFIX + name);
    return set == null ? defaultSize : Integer.parseInt(set.strip());
  }

  /** Returns the random seed. Another seed gives another run of the same size. */
  public static long seed() {
    String set = System.getenv("FIRSTWORD_SEED");
    return set == null ? 17 : Long.parseLong(set.strip());
  }

  /** Returns whether the environment sets any size. */
  public static boolean isOverridden() {
    return System.getenv().keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
  }
}
