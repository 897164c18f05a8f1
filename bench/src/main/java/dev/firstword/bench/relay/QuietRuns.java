package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Runs that say something: one during which the machine had other things to do is made again. Where
 * it was noisy each time, nothing can be claimed.
 */
final class QuietRuns {

  private static final int TRIES = 3;

  private final Ground ground;
  private int noisy;

  QuietRuns(Ground ground) {
    this.ground = ground;
  }

  Ground ground() {
    return ground;
  }

  /** How many were noisy each time they were made. */
  int noisy() {
    return noisy;
  }

  Seen under(Load load, Contender contender) throws Exception {
    Seen seen = once(load, contender);
    for (int i = 1; i < TRIES && !seen.isQuiet(); i++) {
      seen = once(load, contender);
    }
    noisy += seen.isQuiet() ? 0 : 1;
    return seen;
  }

  private Seen once(Load load, Contender contender) throws Exception {
    Seen seen = new Run(ground, contender).under(load);
    System.out.printf(
        Locale.ROOT,
        "  %s, %d events/s: %.1f us an event, late by %.2f ms (p50) and %.2f ms (p99)%s%n",
        contender.name(),
        load.eventsPerSecond(),
        seen.cpuMicrosPerEvent(),
        millis(seen.heard().delays(), 50),
        millis(seen.heard().delays(), 99),
        seen.isQuiet()
            ? ""
            : String.format(
                Locale.ROOT,
                "; NOISY: others used %.2f cores, the host took %.2f",
                seen.otherCores(),
                seen.stolenCores()));
    return seen;
  }

  /** A percentile of times in microseconds, in milliseconds. */
  static double millis(Histogram micros, int percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }
}
