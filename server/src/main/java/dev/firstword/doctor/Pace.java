package dev.firstword.doctor;

import dev.firstword.doctor.Observation.Arrival;
import java.util.Arrays;
import java.util.List;

/**
 * How a stream's events came, against how they were sent. The event that was quickest on its way
 * tells what the way takes; what the others took longer is their lag.
 *
 * @param sentOverMs from the first to the last, as the server sent them
 * @param arrivedOverMs from the first to the last, as they arrived
 * @param medianLagMs of all events
 * @param worstLagMs of the event that was held longest
 * @param held how many events lagged by more than {@link #LAG_MS}
 */
record Pace(
    int events,
    double sentOverMs,
    double arrivedOverMs,
    double medianLagMs,
    double worstLagMs,
    int held) {

  /** Three times the interval of a steady probe: a jam on the way clears sooner. */
  static final double LAG_MS = 240;

  /** Far above what a busy machine adds to most events, and half of what a cork of 200 ms does. */
  private static final double NOTICEABLE_LAG_MS = 40;

  static Pace of(List<Arrival> arrivals) {
    if (arrivals.isEmpty()) {
      return new Pace(0, 0, 0, 0, 0, 0);
    }
    double quickest = arrivals.stream().mapToDouble(Pace::way).min().orElseThrow();
    double[] lags = arrivals.stream().mapToDouble(one -> way(one) - quickest).sorted().toArray();
    int held = (int) Arrays.stream(lags).filter(lag -> lag > LAG_MS).count();
    Arrival first = arrivals.getFirst();
    Arrival last = arrivals.getLast();
    return new Pace(
        arrivals.size(),
        last.sentMs() - first.sentMs(),
        last.arrivedMs() - first.arrivedMs(),
        lags[lags.length / 2],
        lags[lags.length - 1],
        held);
  }

  private static double way(Arrival one) {
    return one.arrivedMs() - one.sentMs();
  }

  /**
   * Whether something on the way collects text before it sends any. One pause of a busy machine
   * holds up a few events; what buffers holds up most of them.
   */
  boolean isHeld() {
    return held * 2 > events;
  }

  /** Whether most events come late, though they come one after the other. */
  boolean isSlowed() {
    return medianLagMs > NOTICEABLE_LAG_MS;
  }
}
