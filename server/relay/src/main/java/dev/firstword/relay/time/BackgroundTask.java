package dev.firstword.relay.time;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task of a {@link TaskScheduler}. Its runs never overlap. All methods are callable from any
 * thread. The closing methods are idempotent, and return whether the task ended in time.
 */
public abstract class BackgroundTask {

  private static final Logger log = LoggerFactory.getLogger(BackgroundTask.class);

  private final TaskOptions options;
  private final Task task;
  private int failures;

  BackgroundTask(TaskOptions options, Task task) {
    this.options = options;
    this.task = task;
  }

  /** Starts running the task. Must be called once at most. */
  public abstract void start();

  /**
   * Runs the task now if it waits for that, or else when it next does. Takes no lock. Signals that
   * it has not seen yet count as one.
   */
  public abstract void signal();

  /** Interrupts a run in progress, and waits for its end. */
  public abstract boolean cancel(Duration wait);

  /** Waits for the end of a run in progress, and interrupts it after the timeout. */
  public abstract boolean stop(Duration timeout);

  /**
   * Runs the task now, and repeatedly until it has nothing left to do and waits only for a signal.
   * Interrupts it after the timeout.
   */
  public abstract boolean drain(Duration timeout);

  final TaskOptions options() {
    return options;
  }

  /** Runs the task once. Must be called by one thread at a time. */
  final NextRun runOnce() throws InterruptedException {
    NextRun next;
    try {
      next = task.run();
    } catch (RuntimeException e) {
      failures++;
      onFailure(e);
      return NextRun.after(options.backoff(failures));
    }
    if (failures > 0) {
      log.info("{}: working again after {} failures", options.name(), failures);
      failures = 0;
    }
    return next;
  }

  private void onFailure(RuntimeException e) {
    if (failures == 1 && !isClosing()) {
      log.warn("{}: {}", options.failureMessage(), e.toString());
    }
    log.debug("{} failed", options.name(), e);
  }

  abstract boolean isClosing();
}
