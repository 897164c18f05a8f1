package dev.firstword.bench.relay;

import dev.firstword.bench.relay.LoadRun.RunResult;
import java.util.function.IntUnaryOperator;

/**
 * Finds the saturation point of a system under test: raises the rate of the same streams step by
 * step, until events arrive too late.
 */
final class SaturationSearch {

  private static final double RAMP_SECONDS = 2;
  private static final double STEP_SECONDS = 1.5;

  /**
   * A system is saturated at this median delay, or if it delivers less than {@link
   * #MIN_DELIVERED_SHARE} of the events.
   */
  private static final int MAX_MEDIAN_DELAY_MICROS = 20_000;

  private static final double MIN_DELIVERED_SHARE = 0.98;

  private SaturationSearch() {}

  /**
   * The steps of the ramp.
   *
   * @param streams the number of streams, constant during the ramp
   * @param startRate the initial rate, in events per second over all streams
   * @param maxRate the rate after which the ramp ends even without saturation
   * @param nextRate computes the next rate from the current one
   */
  record RampPlan(int streams, int startRate, int maxRate, IntUnaryOperator nextRate) {

    private LoadProfile at(int eventsPerSecond) {
      return new LoadProfile(streams, eventsPerSecond, 0, RAMP_SECONDS, 0, 0);
    }
  }

  /**
   * The last step that the system sustained.
   *
   * @param eventsPerSecond events received per second
   * @param cpuMicros CPU time per event
   */
  record SaturationPoint(double eventsPerSecond, double cpuMicros) {}

  static SaturationPoint run(TestBed testBed, SystemUnderTest system, RampPlan ramp)
      throws Exception {
    LoadRun run = new LoadRun(testBed, system);
    long begin = System.nanoTime();
    run.open(ramp.at(ramp.startRate), begin);
    LoadRun.sleepUntil(begin, RAMP_SECONDS + 1);
    SaturationPoint saturation = new SaturationPoint(0, 0);
    RunResult result;
    int rate = ramp.startRate;
    boolean hasKeptUp;
    do {
      run.setRate(ramp.at(rate));
      run.measure(STEP_SECONDS / 3);
      result = run.measure(STEP_SECONDS);
      hasKeptUp = keptUp(result, rate);
      if (hasKeptUp) {
        saturation =
            new SaturationPoint(result.events() / result.seconds(), result.cpuMicrosPerEvent());
      }
      rate = ramp.nextRate.applyAsInt(rate);
    } while (rate <= ramp.maxRate && hasKeptUp);
    run.end(result);
    return saturation;
  }

  private static boolean keptUp(RunResult result, int rate) {
    return result.events() >= MIN_DELIVERED_SHARE * rate * result.seconds()
        && result.observations().delays().getValueAtPercentile(50) < MAX_MEDIAN_DELAY_MICROS;
  }
}
