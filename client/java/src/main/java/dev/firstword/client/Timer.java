package dev.firstword.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task later, unless cancelled. Uses the timer thread of the JDK, and none of its own. */
final class Timer {

  private final CompletableFuture<Boolean> due = new CompletableFuture<>();

  private Timer() {}

  static Timer after(Duration delay, Runnable task) {
    Timer timer = new Timer();
    timer.due.completeOnTimeout(true, delay.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture<Void> unused = timer.due.thenAccept(isDue -> runIf(isDue, task));
    return timer;
  }

  /** Runs the task on another thread, because the JDK has one timer thread for everybody. */
  private static void runIf(boolean isDue, Runnable task) {
    if (isDue) {
      CompletableFuture<Void> unused = CompletableFuture.runAsync(task);
    }
  }

  /** Has no effect once the task has been started. */
  void cancel() {
    // Not CompletableFuture.cancel: before Java 19, that leaves the delayed task in the timer's
    // queue.
    due.complete(false);
  }
}
