package dev.firstword.relay.time;

import java.time.Duration;

/** Work that is repeated in the background. */
@FunctionalInterface
public interface Task {

  /**
   * Does what is due now, and returns when to run next. May block. A {@link RuntimeException} is
   * logged when the task starts to fail, and the task runs again after its backoff.
   *
   * @throws InterruptedException if the task is being closed
   */
  NextRun run() throws InterruptedException;

  /** A task that does the same at a fixed pause. */
  static Task every(Duration pause, Runnable work) {
    NextRun next = NextRun.after(pause);
    return () -> {
      work.run();
      return next;
    };
  }
}
