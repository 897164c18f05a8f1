package dev.firstword.bench.virtual;

import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An event loop on virtual time, which jumps from one task to the next. */
public final class VirtualEventLoop implements EventLoop {

  private final PriorityQueue<ScheduledTask> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(ScheduledTask::atNanos)
              .thenComparingLong(ScheduledTask::number));
  private long nowNanos = 1;
  private long nextNumber;

  private record ScheduledTask(long atNanos, long number, CancellableTask task) {}

  /** A scheduled task that can be cancelled. */
  private static final class CancellableTask implements Timer {
    private final Runnable work;
    private boolean cancelled;

    CancellableTask(Runnable work) {
      this.work = work;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Override
  public void execute(Runnable task) {
    var _ = schedule(Duration.ZERO, task);
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public Timer schedule(Duration delay, Runnable work) {
    CancellableTask task = new CancellableTask(work);
    queue.add(new ScheduledTask(nowNanos + Math.max(0, delay.toNanos()), nextNumber++, task));
    return task;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Runs all tasks, including those scheduled meanwhile, until none is left. */
  public void run() {
    while (!queue.isEmpty()) {
      ScheduledTask next = queue.remove();
      if (!next.task.cancelled) {
        nowNanos = Math.max(nowNanos, next.atNanos);
        next.task.work.run();
      }
    }
  }
}
