package dev.firstword.simulator.response;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A scheduler whose clock only moves when a test advances it, running the actions that fall due.
 */
final class ManualScheduler implements Scheduler {
  private final PriorityQueue<ScheduledAction> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(ScheduledAction::at).thenComparingLong(ScheduledAction::order));
  private long now;
  private long nextOrder;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Cancellable scheduleAt(long nanos, Runnable action) {
    ScheduledAction due = new ScheduledAction(nanos, nextOrder++, action);
    queue.add(due);
    return () -> queue.remove(due);
  }

  void advance(Duration duration) {
    long until = now + duration.toNanos();
    while (!queue.isEmpty() && queue.element().at() <= until) {
      ScheduledAction due = queue.remove();
      now = Math.max(now, due.at());
      due.action().run();
    }
    now = until;
  }

  /** Advances the clock without running anything, as if the event loop were busy. */
  void advanceWithoutRunning(Duration duration) {
    now += duration.toNanos();
  }

  boolean isIdle() {
    return queue.isEmpty();
  }

  private record ScheduledAction(long at, long order, Runnable action) {}
}
