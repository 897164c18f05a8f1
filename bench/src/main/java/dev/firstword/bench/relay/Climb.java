package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;

/**
 * How far a contender goes: the same streams at a rate that rises step by step, until events come
 * too late.
 */
final class Climb {

  private static final int STREAMS = 500;
  private static final double RAMP_SECONDS = 2;
  private static final double STEP_SECONDS = 1.5;
  private static final int FIRST = 20_000;
  private static final int STEP = 20_000;
  private static final int LAST = 200_000;

  /** With half of the events this late, or fewer than that many of those sent, it can't keep up. */
  private static final int TOO_LATE_MICROS = 20_000;

  private static final double KEEPS_UP = 0.98;

  private Climb() {}

  /**
   * The last step that it kept up with.
   *
   * @param perSecond events that came
   * @param cpuMicros processor time an event
   */
  record Top(double perSecond, double cpuMicros) {}

  static Top of(Ground ground, Contender contender) throws Exception {
    Run run = new Run(ground, contender);
    long begin = System.nanoTime();
    run.open(at(FIRST), begin);
    Run.sleepUntil(begin, RAMP_SECONDS + 1);
    Top top = new Top(0, 0);
    Seen seen;
    int rate = FIRST;
    do {
      run.faster(at(rate));
      run.watch(STEP_SECONDS / 3);
      seen = run.watch(STEP_SECONDS);
      if (keptUp(seen, rate)) {
        top = new Top(seen.events() / seen.seconds(), seen.cpuMicrosPerEvent());
      }
      rate += STEP;
    } while (rate <= LAST && keptUp(seen, rate - STEP));
    run.end(seen);
    return top;
  }

  private static Load at(int eventsPerSecond) {
    return new Load(STREAMS, eventsPerSecond, 0, RAMP_SECONDS, 0, 0);
  }

  private static boolean keptUp(Seen seen, int rate) {
    return seen.events() >= KEEPS_UP * rate * seen.seconds()
        && seen.heard().delays().getValueAtPercentile(50) < TOO_LATE_MICROS;
  }
}
