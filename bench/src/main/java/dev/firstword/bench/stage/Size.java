package dev.firstword.bench.stage;

/**
 * How large a run is. The environment may make it smaller, to try it: {@code
 * FIRSTWORD_BENCH_TURNS=50 FIRSTWORD_BENCH_KILLS=5 make chaos-crash}. Such a run proves less, and
 * its figures are not kept.
 */
public final class Size {

  private static final String PREFIX = "FIRSTWORD_BENCH_";

  private Size() {}

  /**
   * A size by its name.
   *
   * @param name in capitals, such as {@code TURNS}
   * @param full what it is when the environment says nothing
   */
  public static int of(String name, int full) {
    String set = System.getenv(PREFIX + name);
    return set == null ? full : Integer.parseInt(set.strip());
  }

  /** Where a run's chance begins: another seed is another run of the same size. */
  public static long seed() {
    String set = System.getenv("FIRSTWORD_SEED");
    return set == null ? 17 : Long.parseLong(set.strip());
  }

  /** Whether the environment set any size. */
  public static boolean isReduced() {
    return System.getenv().keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
  }
}
