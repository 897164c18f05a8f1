package dev.firstword.bench.virtual;

import dev.firstword.loop.EventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An event loop whose time jumps from one task to the next. */
public final class VirtualLoop implements EventLoop {

  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::atNanos).thenComparingLong(Waiting::number));
  private long nowNanos = 1;
  private long number;

  private record Waiting(long atNanos, long number, Task task) {}

  /** What is to be run, unless it is cancelled. */
  private static final class Task implements Timer {
    private final Runnable work;
    private boolean cancelled;

    Task(Runnable work) {
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
    Task task = new Task(work);
    waiting.add(new Waiting(nowNanos + Math.max(0, delay.toNanos()), number++, task));
    return task;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Runs all there is to run, until nothing is left. */
  public void run() {
    while (!waiting.isEmpty()) {
      Waiting next = waiting.remove();
      if (!next.task.cancelled) {
        nowNanos = Math.max(nowNanos, next.atNanos);
        next.task.work.run();
      }
    }
  }
}
