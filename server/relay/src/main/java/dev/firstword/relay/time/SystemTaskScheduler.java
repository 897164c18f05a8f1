package dev.firstword.relay.time;

/** Runs tasks on virtual threads, in real time. */
enum SystemTaskScheduler implements TaskScheduler {
  INSTANCE;

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public BackgroundTask create(TaskOptions options, Task task) {
    return new ThreadTask(options, task, clock());
  }
}
