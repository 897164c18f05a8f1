package dev.firstword.bench.relay;

/**
 * A load on a contender.
 *
 * @param streams how many are open at a time
 * @param eventsPerSecond on all of them together
 * @param eventsEach after which a stream ends and another takes its place; 0: none ends
 * @param rampSeconds in which they are opened
 * @param settleSeconds before anything counts
 * @param seconds that count
 */
record Load(
    int streams,
    int eventsPerSecond,
    int eventsEach,
    double rampSeconds,
    double settleSeconds,
    double seconds) {

  private static final int ENDLESS = 100_000_000;

  long intervalNanos() {
    return (long) (1e9 * streams / eventsPerSecond);
  }

  /** New streams a second that keep their number. */
  double arrivalsPerSecond() {
    return eventsEach == 0 ? 0 : (double) eventsPerSecond / eventsEach;
  }

  /** The first ones are of all ages, so that they do not end together. */
  int eventsOfFirst(int number) {
    return eventsEach == 0 ? ENDLESS : 1 + (int) ((long) number * eventsEach / streams);
  }
}
