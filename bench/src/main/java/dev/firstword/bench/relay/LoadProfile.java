package dev.firstword.bench.relay;

/**
 * The load on a system under test.
 *
 * @param streams the number of concurrent streams
 * @param eventsPerSecond the rate over all streams
 * @param eventsPerStream the number of events after which a stream ends and is replaced; 0 for
 *     endless streams
 * @param rampSeconds the time in which the streams are opened
 * @param settleSeconds the time before measuring starts
 * @param seconds the measured time
 */
record LoadProfile(
    int streams,
    int eventsPerSecond,
    int eventsPerStream,
    double rampSeconds,
    double settleSeconds,
    double seconds) {

  private static final int ENDLESS = 100_000_000;

  /** A profile in which streams of a given length end and are replaced at a given rate. */
  static LoadProfile withTurnover(
      int streams, int eventsPerStream, int streamsPerSecond, double rampSeconds, double seconds) {
    return new LoadProfile(
        streams, eventsPerStream * streamsPerSecond, eventsPerStream, rampSeconds, 1, seconds);
  }

  long intervalNanos() {
    return (long) (1e9 * streams / eventsPerSecond);
  }

  /** Returns the rate of new streams that keeps the number of streams constant. */
  double arrivalsPerSecond() {
    return eventsPerStream == 0 ? 0 : (double) eventsPerSecond / eventsPerStream;
  }

  /** Gives the initial streams different lengths, so that they do not end together. */
  int eventsOfInitialStream(int number) {
    return eventsPerStream == 0 ? ENDLESS : 1 + (int) ((long) number * eventsPerStream / streams);
  }
}
