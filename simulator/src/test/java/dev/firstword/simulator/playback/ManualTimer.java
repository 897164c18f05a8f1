package dev.firstword.simulator.playback;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer whose clock moves only when a test moves it, running what falls due on the way. */
final class ManualTimer implements Timer {
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private long now;
  private long nextOrder;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Alarm at(long nanos, Runnable action) {
    Due due = new Due(nanos, nextOrder++, action);
    queue.add(due);
    return () -> queue.remove(due);
  }

  void advance(Duration duration) {
    long until = now + duration.toNanos();
    while (!queue.isEmpty() && queue.element().at() <= until) {
      Due due = queue.remove();
      now = Math.max(now, due.at());
      due.action().run();
    }
    now = until;
  }

  /** Lets time pass without anything running, as when the loop is busy elsewhere. */
  void stall(Duration duration) {
    now += duration.toNanos();
  }

  boolean hasNothingToDo() {
    return queue.isEmpty();
  }

  private record Due(long at, long order, Runnable action) {}
}
