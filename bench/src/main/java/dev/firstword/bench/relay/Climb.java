package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import java.util.function.IntUnaryOperator;

/**
 * How far a contender goes: the same streams at a rate that rises step by step, until events come
 * too late.
 */
final class Climb {

  private static final double RAMP_SECONDS = 2;
  private static final double STEP_SECONDS = 1.5;

  /** With half of the events this late, or fewer than that many of those sent, it can't keep up. */
  private static final int TOO_LATE_MICROS = 20_000;

  private static final double KEEPS_UP = 0.98;

  private Climb() {}

  /**
   * Which way up.
   *
   * @param streams that are open all the while
   * @param first events a second, on all of them together
   * @param last after which even who keeps up is not asked for more
   * @param next the rate after another
   */
  record Way(int streams, int first, int last, IntUnaryOperator next) {

    private Load at(int eventsPerSecond) {
      return new Load(streams, eventsPerSecond, 0, RAMP_SECONDS, 0, 0);
    }
  }

  /**
   * The last step that it kept up with.
   *
   * @param perSecond events that came
   * @param cpuMicros processor time an event
   */
  record Top(double perSecond, double cpuMicros) {}

  static Top of(Ground ground, Contender contender, Way way) throws Exception {
    Run run = new Run(ground, contender);
    long begin = System.nanoTime();
    run.open(way.at(way.first), begin);
    Run.sleepUntil(begin, RAMP_SECONDS + 1);
    Top top = new Top(0, 0);
    Seen seen;
    int rate = way.first;
    boolean kept;
    do {
      run.faster(way.at(rate));
      run.watch(STEP_SECONDS / 3);
      seen = run.watch(STEP_SECONDS);
      kept = keptUp(seen, rate);
      if (kept) {
        top = new Top(seen.events() / seen.seconds(), seen.cpuMicrosPerEvent());
      }
      rate = way.next.applyAsInt(rate);
    } while (rate <= way.last && kept);
    run.end(seen);
    return top;
  }

  private static boolean keptUp(Seen seen, int rate) {
    return seen.events() >= KEEPS_UP * rate * seen.seconds()
        && seen.heard().delays().getValueAtPercentile(50) < TOO_LATE_MICROS;
  }
}
