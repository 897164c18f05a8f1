package dev.firstword.doctor;

import dev.firstword.doctor.ProbeResult.Arrival;
import java.util.Arrays;
import java.util.List;

/**
 * The arrival times of a stream's events compared with their send times. The fastest event shows
 * the transit time; the additional time of every other event is its lag.
 *
 * @param sentSpanMs from the first to the last event, as sent by the server
 * @param arrivedSpanMs from the first to the last event, as they arrived
 * @param medianLagMs the median lag of all events
 * @param maxLagMs the maximum lag
 * @param lateEvents the number of events that lagged by more than {@link #BUFFERED_LAG_MS}
 */
record StreamTiming(
    int events,
    double sentSpanMs,
    double arrivedSpanMs,
    double medianLagMs,
    double maxLagMs,
    int lateEvents) {

  /** Three times the interval of a steady probe: network congestion clears sooner. */
  static final double BUFFERED_LAG_MS = 240;

  /**
   * Far above what a busy machine adds to most events, and half of what a TCP cork of 200 ms adds.
   */
  private static final double NOTICEABLE_LAG_MS = 40;

  static StreamTiming of(List<Arrival> arrivals) {
    if (arrivals.isEmpty()) {
      return new StreamTiming(0, 0, 0, 0, 0, 0);
    }
    double minTransitMs =
        arrivals.stream().mapToDouble(StreamTiming::transitMs).min().orElseThrow();
    double[] lags =
        arrivals.stream()
            .mapToDouble(arrival -> transitMs(arrival) - minTransitMs)
            .sorted()
            .toArray();
    int lateEvents = (int) Arrays.stream(lags).filter(lag -> lag > BUFFERED_LAG_MS).count();
    Arrival first = arrivals.getFirst();
    Arrival last = arrivals.getLast();
    return new StreamTiming(
        arrivals.size(),
        last.sentMs() - first.sentMs(),
        last.arrivedMs() - first.arrivedMs(),
        lags[lags.length / 2],
        lags[lags.length - 1],
        lateEvents);
  }

  private static double transitMs(Arrival arrival) {
    return arrival.arrivedMs() - arrival.sentMs();
  }

  /**
   * Returns whether something on the path buffers text. One pause of a busy machine delays a few
   * events; buffering delays most of them.
   */
  boolean isBuffered() {
    return lateEvents * 2 > events;
  }

  /** Returns whether most events are late, although they arrive one by one. */
  boolean isDelayed() {
    return medianLagMs > NOTICEABLE_LAG_MS;
  }
}
