package dev.firstword.core.timeline;

import dev.firstword.relay.event.Latency.PhaseTiming;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The phases of one turn as spans of time, some of them parallel, and the critical path. That is
 * the chain of phases whose durations add up to the length of the turn.
 */
final class PhaseSpans {

  private final List<Span> spans = new ArrayList<>(8);

  /** A phase; {@code endNanos} is -1 while it runs. */
  private record Span(String name, long startNanos, long endNanos, PhaseState state) {

    boolean isRunning(String phase) {
      return name.equals(phase) && endNanos < 0;
    }

    Span end(PhaseState end, long nanos) {
      return new Span(name, startNanos, nanos, end);
    }
  }

  /** Starts a phase. */
  void start(String phase, long nanos) {
    spans.add(new Span(phase, nanos, -1, PhaseState.STARTED));
  }

  /**
   * Ends the newest unfinished span of the phase; without one the phase is recorded as
   * instantaneous.
   */
  void end(String phase, PhaseState state, long nanos) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      Span span = spans.get(i);
      if (span.isRunning(phase)) {
        spans.set(i, span.end(state, nanos));
        return;
      }
    }
    spans.add(new Span(phase, nanos, nanos, state));
  }

  /** Returns whether the phase has an unfinished span. */
  boolean isRunning(String phase) {
    return spans.stream().anyMatch(span -> span.isRunning(phase));
  }

  /** Returns how long the unfinished spans of the phase have lasted, together. */
  long runningNanos(String phase, long nowNanos) {
    return spans.stream()
        .filter(span -> span.isRunning(phase))
        .mapToLong(span -> nowNanos - span.startNanos)
        .sum();
  }

  /** Orders all phases by their start. Those that never ended count as failed. */
  void finish(long nowNanos) {
    spans.sort(Comparator.comparingLong(Span::startNanos)); // Parallel ones come in any order.
    spans.replaceAll(span -> span.endNanos < 0 ? span.end(PhaseState.FAILED, nowNanos) : span);
  }

  /** Returns the phases in milliseconds since the request. Must be called after {@link #finish}. */
  List<PhaseTiming> timings(long receivedNanos) {
    return spans.stream()
        .map(span ->
            new PhaseTiming(
                span.name,
                TimeUnit.NANOSECONDS.toMillis(Math.max(span.startNanos - receivedNanos, 0)),
                TimeUnit.NANOSECONDS.toMillis(span.endNanos - span.startNanos),
                span.state))
        .toList();
  }

  /** Returns the names of the critical path. Must be called after {@link #finish}. */
  List<String> criticalNames() {
    return criticalPath().stream().mapToObj(i -> spans.get(i).name).toList();
  }

  /** Returns the phases in microseconds since the request. Must be called after {@link #finish}. */
  List<TimelineSnapshot.Span> snapshots(long receivedNanos) {
    BitSet critical = criticalPath();
    List<TimelineSnapshot.Span> snapshots = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      snapshots.add(
          new TimelineSnapshot.Span(
              span.name,
              TimeUnit.NANOSECONDS.toMicros(Math.max(span.startNanos - receivedNanos, 0)),
              TimeUnit.NANOSECONDS.toMicros(span.endNanos - span.startNanos),
              span.state,
              critical.get(i)));
    }
    return snapshots;
  }

  /**
   * Walks back from the phase that ended last, each time to the phase that ended latest before the
   * current one started. The durations of this chain add up to the length of the turn.
   */
  private BitSet criticalPath() {
    BitSet path = new BitSet(spans.size());
    int current = latestEndingBy(Long.MAX_VALUE, spans.size());
    while (current >= 0) {
      path.set(current);
      current = latestEndingBy(spans.get(current).startNanos, current);
    }
    return path;
  }

  /**
   * Searches the first {@code count} spans, which are in order of their start; returns -1 if none
   * ends in time.
   */
  private int latestEndingBy(long limitNanos, int count) {
    int latest = -1;
    for (int i = 0; i < count; i++) {
      long end = spans.get(i).endNanos;
      if (end <= limitNanos && (latest < 0 || end >= spans.get(latest).endNanos)) {
        latest = i;
      }
    }
    return latest;
  }
}
