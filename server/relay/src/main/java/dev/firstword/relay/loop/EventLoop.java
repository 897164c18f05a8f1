package dev.firstword.relay.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs tasks in order and keeps time. State owned by a loop is confined to it and
 * needs no locks; tasks must never block.
 */
public interface EventLoop extends Executor {

  /** Runs the task on this loop, after all tasks submitted before it. Callable from any thread. */
  @Override
  void execute(Runnable task);

  /** Whether the calling thread is this loop's. */
  boolean isCurrent();

  /** Runs the task on this loop once, after the delay. Must be called on the loop. */
  Timer schedule(Duration delay, Runnable task);

  /** Nanoseconds on a monotonic clock of arbitrary origin. Callable from any thread. */
  long nanoTime();

  /** A scheduled task. */
  interface Timer {
    /** Cancels the task if it has not run. Must be called on the loop; idempotent. */
    void cancel();

    /** Cancels a task, if there is one. Must be called on the loop. */
    static void cancelIfSet(@Nullable Timer timer) {
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
