package dev.firstword.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * An event loop that the test drives: tasks run when told to, and time passes when told to. The
 * test's thread is the loop's, unless it says otherwise.
 */
public final class ManualLoop implements EventLoop {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>(Comparator.comparingLong((Timed timed) -> timed.atNanos));
  private long nowNanos = 1_000_000_000L;

  private static final class Timed {
    final long atNanos;
    final Runnable task;
    boolean cancelled;

    Timed(long atNanos, Runnable task) {
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
    Timed timed = new Timed(nowNanos + delay.toNanos(), task);
    timers.add(timed);
    return () -> timed.cancelled = true;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Runs what is waiting, and what that adds. */
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

  /** Lets time pass; timers fire at their moments, in order. */
  public void advance(Duration time) {
    long end = nowNanos + time.toNanos();
    runTasks();
    while (!timers.isEmpty() && timers.peek().atNanos <= end) {
      Timed timed = timers.poll();
      nowNanos = Math.max(nowNanos, timed.atNanos);
      if (!timed.cancelled) {
        timed.task.run();
        runTasks();
      }
    }
    nowNanos = end;
  }

  /** How many timers wait that nobody has cancelled. */
  public long waitingTimers() {
    return timers.stream().filter(timed -> !timed.cancelled).count();
  }
}
