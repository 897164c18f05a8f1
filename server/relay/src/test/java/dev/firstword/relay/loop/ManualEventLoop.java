package dev.firstword.relay.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * An event loop driven by the test: tasks run, and time passes, only when the test says so. The
 * thread of the test counts as that of the loop.
 */
public final class ManualEventLoop implements EventLoop {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<ScheduledTask> timers =
      new PriorityQueue<>(Comparator.comparingLong((ScheduledTask timed) -> timed.atNanos));
  private long nowNanos = 1_000_000_000L;

  private static final class ScheduledTask {
    final long atNanos;
    final Runnable task;
    boolean cancelled;

    ScheduledTask(long atNanos, Runnable task) {
      this.atNanos = atNanos;
      this.task = task;
    }
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
    }
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledTask timed = new ScheduledTask(nowNanos + delay.toNanos(), task);
    timers.add(timed);
    return () -> timed.cancelled = true;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Runs all queued tasks, including those that they add. */
  public void runTasks() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  private Runnable next() {
    synchronized (tasks) {
      return tasks.poll();
    }
  }

  /** Advances the clock; timers fire in order, each at its own time. */
  public void advance(Duration time) {
    long end = nowNanos + time.toNanos();
    runTasks();
    while (!timers.isEmpty() && timers.peek().atNanos <= end) {
      ScheduledTask timed = timers.poll();
      nowNanos = Math.max(nowNanos, timed.atNanos);
      if (!timed.cancelled) {
        timed.task.run();
        runTasks();
      }
    }
    nowNanos = end;
  }

  /** The number of timers that have neither fired nor been cancelled. */
  public long pendingTimers() {
    return timers.stream().filter(timed -> !timed.cancelled).count();
  }
}
