package dev.firstword.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One thread that runs tasks in order and keeps time. What lives on a loop is confined to it and
 * needs no locks; a task on it must never block.
 */
public interface EventLoop extends Executor {

  /** Runs the task on this loop after all tasks handed in before it. Callable from any thread. */
  @Override
  void execute(Runnable task);

  /** Whether the calling thread is this loop's. */
  boolean isCurrent();

  /** Runs the task on this loop once, after the delay. Called on the loop. */
  Timer schedule(Duration delay, Runnable task);

  /** Nanoseconds on a monotonic clock of arbitrary origin. Callable from any thread. */
  long nanoTime();

  /** A task that waits for its time. */
  interface Timer {
    /** Forgets the task if it has not run. Called on the loop; any number of times. */
    void cancel();
  }
}
