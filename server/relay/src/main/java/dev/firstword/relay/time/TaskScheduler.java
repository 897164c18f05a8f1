package dev.firstword.relay.time;

/**
 * Runs all background work, each task on its own virtual thread. Modelled on OkHttp's {@code
 * TaskRunner}: a task does what is due and returns when to run next, so it neither sleeps nor keeps
 * a thread. A test can substitute a scheduler that controls the time.
 */
public interface TaskScheduler {

  /** The clock by which tasks are run. */
  Clock clock();

  /** Creates a task; it runs once it is started, and until it is closed. */
  BackgroundTask create(TaskOptions options, Task task);

  /** Creates and starts a task. */
  default BackgroundTask start(TaskOptions options, Task task) {
    BackgroundTask started = create(options, task);
    started.start();
    return started;
  }

  /** A scheduler in real time. */
  static TaskScheduler system() {
    return SystemTaskScheduler.INSTANCE;
  }
}
