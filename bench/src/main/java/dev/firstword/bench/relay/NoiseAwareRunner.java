package dev.firstword.bench.relay;

import dev.firstword.bench.relay.LoadRun.RunResult;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Repeats runs during which other programs used the machine. If every attempt was noisy, no claim
 * can be made.
 */
final class NoiseAwareRunner {

  private static final int MAX_ATTEMPTS = 3;

  private final TestBed testBed;
  private int noisyRuns;

  NoiseAwareRunner(TestBed testBed) {
    this.testBed = testBed;
  }

  TestBed testBed() {
    return testBed;
  }

  /** Returns the number of measurements of which every attempt was noisy. */
  int noisyRuns() {
    return noisyRuns;
  }

  RunResult run(LoadProfile load, SystemUnderTest system) throws Exception {
    RunResult result = runOnce(load, system);
    for (int i = 1; i < MAX_ATTEMPTS && !result.isQuiet(); i++) {
      result = runOnce(load, system);
    }
    noisyRuns += result.isQuiet() ? 0 : 1;
    return result;
  }

  private RunResult runOnce(LoadProfile load, SystemUnderTest system) throws Exception {
    RunResult result = new LoadRun(testBed, system).run(load);
    System.out.printf(
        Locale.ROOT,
        "  %s, %d events/s: %.1f us per event, delay %.2f ms (p50) and %.2f ms (p99)%s%n",
        system.name(),
        load.eventsPerSecond(),
        result.cpuMicrosPerEvent(),
        millis(result.observations().delays(), 50),
        millis(result.observations().delays(), 99),
        result.isQuiet()
            ? ""
            : String.format(
                Locale.ROOT,
                "; NOISY: other programs used %.2f cores, the host took %.2f",
                result.otherCores(),
                result.stolenCores()));
    return result;
  }

  /** Returns a percentile of times in microseconds, converted to milliseconds. */
  static double millis(Histogram micros, int percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }
}
